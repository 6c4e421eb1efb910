import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { cancelled, GraticuleError } from "../../core/contracts/errors.ts";
import { statedPosition } from "../../core/contracts/prediction-parts.ts";
import type { Position } from "../../core/earth/lng-lat.ts";
import { MOST_PHOTOS } from "../../core/retrieval/index-header.ts";
import { quantise, strideOf } from "../../core/retrieval/quantised.ts";
import { withLock } from "../files/lock.ts";
import { openBundle } from "../model/bundle.ts";
import { openImageEncoder } from "../model/image-encoder.ts";
import type { Provider } from "../model/provider.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import { toPixels } from "../photo/pixels.ts";
import { encoderName } from "./encoder-name.ts";
import { writeIndex } from "./index-file.ts";
import { type Encoded, openJournal } from "./journal.ts";

/** A photo for an index. */
export interface Source {
  /** As it is named to people. */
  readonly name: string;
  /** Where it was taken; null to take what the photo itself says. */
  readonly at: Position | null;
  /** Changes whenever its content may have. */
  stamp(): Promise<string>;
  read(): Promise<Uint8Array>;
}

export interface BuildRequest {
  readonly sources: readonly Source[];
  readonly output: string;
  readonly licence: string;
  readonly origin: string;
  /** Whether the index tells the photos' file names. */
  readonly names: boolean;
  readonly bundleFolder: string;
  readonly threads: number;
  readonly provider: Provider;
  readonly limits: PhotoLimits;
  readonly signal: AbortSignal;
  /** What is wrong with a place; null when all is well. */
  faultOf(at: Position): string | null;
  onProgress(done: number, total: number): void;
  /** Is told what is left out, and why. */
  onLeftOut(name: string, why: string): void;
}

export interface Built {
  readonly photos: number;
  /** Encoded by an earlier build. */
  readonly kept: number;
  readonly leftOut: number;
  readonly loss: { readonly meanCosine: number; readonly lowestCosine: number };
}

/**
 * Encodes photos with known places into an index file. What is done is kept beside it until it is whole: the same build goes on
 * from there.
 *
 * @throws GraticuleError "parameter_invalid" for too many photos or none that can be used, "cancelled" once the signal aborts
 */
export async function buildIndex(request: BuildRequest): Promise<Built> {
  const { output, sources } = request;
  if (sources.length > MOST_PHOTOS) {
    throw new GraticuleError(
      "parameter_invalid",
      `${sources.length} photos are too many for an index file, which holds ${MOST_PHOTOS}. Build several, or keep the vectors in PostgreSQL with pgvector (docs/retrieval.md).`,
    );
  }
  await mkdir(dirname(output), { recursive: true });
  return withLock(`${output}.lock`, () => build(request));
}

async function build(request: BuildRequest): Promise<Built> {
  const { bundleFolder, threads, provider, sources, output, signal } = request;
  const bundle = await openBundle(bundleFolder);
  const { dimension, image } = bundle.manifest;
  const partial = `${output}.partial`;
  const journal = await openJournal(partial, encoderName(bundle), dimension);
  const photos: Encoded[] = [];
  const names: string[] = [];
  let kept = 0;
  let leftOut = 0;
  try {
    const encoder = await openImageEncoder(bundle, threads, provider);
    try {
      for (const [i, source] of sources.entries()) {
        if (signal.aborted) throw cancelled();
        try {
          const stamp = await source.stamp();
          const known = journal.done.get(stamp);
          if (known) kept += 1;
          else await journal.append(stamp, await encode(source, encoder.encode));
          photos.push(journal.done.get(stamp)!);
          names.push(source.name);
        } catch (error) {
          if (signal.aborted) throw cancelled();
          leftOut += 1;
          request.onLeftOut(source.name, whyLeftOut(error));
        }
        request.onProgress(i + 1, sources.length);
      }
    } finally {
      await encoder.close();
    }
  } finally {
    await journal.close();
  }
  if (photos.length === 0) {
    await rm(partial, { force: true });
    throw new GraticuleError("parameter_invalid", "No photo can be used; there is no index.");
  }
  const loss = await write(photos, names);
  await rm(partial, { force: true });
  return { photos: photos.length, kept, leftOut, loss };

  async function encode(
    source: Source,
    toVectors: (photos: Float32Array[]) => Promise<Float32Array[]>,
  ): Promise<Encoded> {
    const photo = await readPhoto(await source.read(), request.limits);
    const at = source.at ?? statedPosition(photo.exif);
    if (!at) throw new GraticuleError("parameter_invalid", "no place is known of it");
    const fault = request.faultOf(at);
    if (fault !== null) throw new GraticuleError("parameter_invalid", fault);
    const [vector] = await toVectors([await toPixels(photo, image, signal)]);
    return { lat: at.lat, lng: at.lng, ...quantise(vector!) };
  }

  async function write(rows: readonly Encoded[], named: readonly string[]) {
    const stride = strideOf(dimension);
    const places = new Int32Array(2 * rows.length);
    const vectors = new Int8Array(rows.length * stride);
    let sum = 0;
    let lowest = 1;
    rows.forEach(({ lat, lng, values, cosine }, row) => {
      places[2 * row] = Math.round(lat * 1e5);
      places[2 * row + 1] = Math.round(lng * 1e5);
      vectors.set(values, row * stride);
      sum += cosine;
      lowest = Math.min(lowest, cosine);
    });
    const sixDigits = (value: number) => Math.floor(Math.min(1, value) * 1e6) / 1e6;
    const found = { meanCosine: sixDigits(sum / rows.length), lowestCosine: sixDigits(lowest) };
    const { licence, origin } = request;
    const header = { bundle: encoderName(bundle), dimension, licence, origin, loss: found };
    await writeIndex(output, { header, places, vectors, names: request.names ? named : null });
    return found;
  }
}

/** An error that lies in the photo, in words; any other ends the build. */
function whyLeftOut(error: unknown): string {
  if (error instanceof GraticuleError) {
    if (error.code.startsWith("photo_") || error.code === "parameter_invalid") return error.message;
    throw error;
  }
  const { code, path } = Object(error) as NodeJS.ErrnoException;
  // The file itself; a disk that is full lies elsewhere.
  if (code === "ENOENT" && path !== undefined) return "there is no such file";
  if (["EACCES", "EISDIR", "EIO"].includes(code ?? "")) return "the file cannot be read";
  throw error;
}
