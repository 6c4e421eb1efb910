import { readFile } from "node:fs/promises";
import { toPosition } from "../../core/earth/lng-lat.ts";
import { reasonOf } from "../files/folder-fault.ts";
import { openBundle } from "../model/bundle.ts";
import { openImageEncoder } from "../model/image-encoder.ts";
import { readPhoto } from "../photo/photo.ts";
import { toPixels } from "../photo/pixels.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { createTurns } from "../process/turns.ts";
import { encoderName } from "../retrieval/encoder-name.ts";
import { openIndex } from "../retrieval/index-file.ts";
import type { Config } from "../settings/config.ts";
import { bundleFolder, indexFile } from "../settings/folders.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import { print, type Terminal, toTable } from "./terminal.ts";
import { usage } from "./usage.ts";

export interface NearestFlags {
  readonly k: string;
  readonly farthest: boolean;
  readonly json: boolean;
}

const MOST = 1000;

/** `index nearest`: the places of the photos most similar to a photo. */
export async function nearestPhotos(
  photo: string,
  { k, farthest, json }: NearestFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const wanted = Number(k);
  if (!/^\d+$/.test(k) || wanted < 1 || wanted > MOST) {
    throw usage(`--count: expected an integer from 1 to ${MOST}, got "${k}".`);
  }
  if (config.index === null) {
    throw usage(
      "index nearest needs an index: --index with its name or path (`index list` names them).",
    );
  }
  const bytes = await readFile(photo).catch((cause: unknown) => {
    throw usage(`${photo} cannot be read: ${reasonOf(cause)}.`);
  });
  const bundle = await openBundle(bundleFolder(config));
  const opened = await openIndex(indexFile(config.index, config), encoderName(bundle));
  const limits = photoLimits(config);
  const encoder = await openImageEncoder(bundle, config.threads, config.provider);
  try {
    const read = await readPhoto(bytes, limits);
    const [vector] = await encoder.encode([
      await toPixels(read, bundle.manifest.image, terminal.signal),
    ]);
    const found = await opened.search.find(vector!, { k: wanted, farthest }, createTurns());
    const neighbours = found.map(({ row, at, similarity }) => ({
      place: toPosition(at),
      similarity: Math.round(similarity * 1e4) / 1e4,
      ...(opened.names && { name: opened.names[row]! }),
    }));
    const { licence, origin } = opened.header;
    if (json) await print(terminal, `${JSON.stringify({ licence, origin, neighbours })}\n`);
    else {
      const rows = neighbours.map(({ place, similarity, name }) => [
        similarity.toFixed(4),
        String(place.lat),
        String(place.lng),
        name ?? "",
      ]);
      await print(terminal, toTable([["SIMILARITY", "LAT", "LNG", "NAME"], ...rows]));
    }
    return EXIT.ok;
  } finally {
    await encoder.close();
    await limits.decoding?.close();
  }
}
