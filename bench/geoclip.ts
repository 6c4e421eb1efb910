import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { BUNDLE_FORMAT } from "../core/contracts/bundle.ts";
import { DEFAULT_OPTIONS } from "../core/contracts/options.ts";
import { sha256OfFile } from "../server/files/checksum.ts";
import { readGeography } from "../server/geodata/geography.ts";
import { type CatalogueModel, findModel, readCatalogue } from "../server/hub/catalogue.ts";
import { openLocator } from "../server/locate/locator.ts";
import { type Bundle, openBundle } from "../server/model/bundle.ts";
import { openCellIndex } from "../server/model/cell-index.ts";
import { readGallery, readGalleryPoints } from "../server/model/gallery.ts";
import { openGalleryIndex } from "../server/model/gallery-index.ts";
import { type ImageEncoder, openImageEncoder } from "../server/model/image-encoder.ts";
import { openLocationEncoder } from "../server/model/location-encoder.ts";
import { openScorer, type Scorer } from "../server/model/scorer.ts";
import { readPhoto } from "../server/photo/photo.ts";
import { toPixels } from "../server/photo/pixels.ts";
import { LIMITS } from "./geoclip-variant.ts";
import { makePhoto } from "./photo.ts";
import { measure, printHeading, printTiming } from "./timing.ts";

// tsx bench/geoclip.ts WEIGHTS [variants]: GeoCLIP at full size with random weights (bench/geoclip-weights.py), side by
// side with GeoCLIP's own algorithm on the same encoders. Every figure of docs/geoclip.md in one run.

const GALLERY_CHUNK = 2048;
const RUNS = 7;
/** The authors' `predict` encodes 100,000 points each time: tens of seconds on two cores. */
const RUNS_OF_AUTHORS = 2;

const [weights, names = "fp32,int8,q4,fp16"] = process.argv.slice(2);
if (!weights) throw new Error("Which folder? It is made by bench/geoclip-weights.py.");
const threads = Math.min(availableParallelism(), 4);
const work = await mkdtemp(join(tmpdir(), "graticule-geoclip-"));
const cacheFolder = join(work, "cache");
const model = findModel(await readCatalogue(), "geoclip");

try {
  printLoad();
  const folders = new Map<string, string>();
  for (const name of names.split(",")) folders.set(name, await toBundle(model, name));
  const [first] = folders.values();
  await benchIndex(first!);
  await benchAgainstAuthors(first!);
  printHeading("Each variant, in a process of its own");
  for (const [name, folder] of folders) {
    printLoad();
    const program = fileURLToPath(new URL("geoclip-variant.ts", import.meta.url));
    const given = ["--import", "tsx", program, name, folder, cacheFolder, String(threads)];
    spawnSync(process.execPath, given, { stdio: "inherit" });
  }
} finally {
  await rm(work, { recursive: true, force: true });
}

function printLoad(): void {
  const { model: processor } = cpus()[0]!;
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(" ");
  console.log(
    `Node ${process.version}, ${cpus().length} x ${processor.trim()}, ${threads} threads a run, load ${load}`,
  );
}

/** A bundle folder as a pull would have installed it, its files links to the weights. */
async function toBundle({ bundle, variants }: CatalogueModel, name: string): Promise<string> {
  const image = variants.find((variant) => variant.name === name)!.image;
  const gallery = "gps_gallery/coordinates_100K.json";
  const folder = join(work, name);
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const path of [image, bundle.location.file, gallery]) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await symlink(resolve(weights!, path), join(folder, path));
    const bytes = (await stat(join(folder, path))).size;
    files[path] = { bytes, sha256: await sha256OfFile(join(folder, path)) };
  }
  const own = { format: BUNDLE_FORMAT, ...bundle, image: { file: image, ...bundle.image }, files };
  await writeFile(join(folder, "bundle.json"), JSON.stringify(own));
  return folder;
}

async function benchIndex(folder: string): Promise<void> {
  printHeading("Indexes, made once");
  const bundle = await openBundle(folder);
  const { cells } = await readGeography();
  const encoder = await openLocationEncoder(bundle, threads);
  const timed = async (what: string, run: () => Promise<unknown>) => {
    const started = performance.now();
    await run();
    console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  };
  await timed(`${cells.count} land cells (bar: 40 s)`, () =>
    openCellIndex(bundle, encoder, cells, cacheFolder),
  );
  await timed("gallery of 100,000 points", async () => {
    const points = (await readGalleryPoints(bundle, cells))!;
    await (await openGalleryIndex(bundle, points, encoder, cacheFolder, threads)).close();
  });
  await encoder.close();
}

/** One photo after the other, the three ways in turn, so that all of them meet the same load. */
async function benchAgainstAuthors(folder: string): Promise<void> {
  printHeading("One photo, side by side on the same encoders");
  const bundle = await openBundle(folder);
  const photos = await Promise.all([1, 2, 3].map((seed) => makePhoto(640, 480, seed)));
  const images = await openImageEncoder(bundle, threads);
  const authors = await openAuthors(bundle, images);
  const locator = await openLocator({
    geography: await readGeography(),
    bundleFolder: folder,
    cacheFolder,
    threads,
    limits: LIMITS,
    finestResolution: 7,
  });
  const signal = new AbortController().signal;
  const pixels = (i: number) =>
    readPhoto(photos[i % 3]!, LIMITS).then((photo) => toPixels(photo, bundle.manifest.image));
  const ways = {
    "encode alone": async (i: number) => images.encode([await pixels(i)]),
    "GeoCLIP's predict, gallery kept": async (i: number) => authors.predictKept(await pixels(i)),
    "ours: cells, prior, refinement, regions": (i: number) =>
      locator.locate(photos[i % 3]!, DEFAULT_OPTIONS, signal),
  };
  const samples = new Map<string, number[]>();
  for (let i = 0; i < RUNS; i++) {
    for (const [name, run] of Object.entries(ways)) {
      const timing = await measure(() => run(i), 1);
      samples.set(name, [...(samples.get(name) ?? []), timing.median]);
    }
  }
  const medianOf = (name: string) => [...samples.get(name)!].sort((a, b) => a - b)[RUNS >> 1]!;
  for (const [name, own] of samples) {
    const sorted = [...own].sort((a, b) => a - b);
    const timing = { median: medianOf(name), low: sorted[0]!, high: sorted.at(-1)!, runs: RUNS };
    printTiming(name, timing);
  }
  const started = performance.now();
  for (let i = 0; i < RUNS_OF_AUTHORS; i++) await authors.predict(await pixels(i));
  const predict = (performance.now() - started) / RUNS_OF_AUTHORS;
  console.log(
    `GeoCLIP's predict as published, gallery encoded each time: ${(predict / 1000).toFixed(1)} s (${RUNS_OF_AUTHORS} runs)`,
  );
  const [encode, kept, ours] = [...samples.keys()].map(medianOf) as [number, number, number];
  console.log(`as published / ours: ${(predict / ours).toFixed(1)} times (bar: 5)`);
  console.log(
    `ours - gallery kept: ${(ours - kept).toFixed(0)} ms (bar: ${(0.1 * encode + 60).toFixed(0)} ms, 10 % of encode and 60 ms)`,
  );
  await Promise.all([images.close(), authors.close(), locator.close()]);
}

/** GeoCLIP's `predict`: softmax over the gallery, the best five; the gallery encoded anew each time, or kept. */
async function openAuthors(bundle: Bundle, images: ImageEncoder) {
  const { prior, logitScale, dimension } = bundle.manifest;
  if (!("gallery" in prior)) throw new Error("The bundle has no gallery.");
  const { lat, lng } = await readGallery(bundle, prior);
  const locations = await openLocationEncoder(bundle, threads);

  async function encodeGallery(): Promise<Float32Array> {
    const vectors = new Float32Array(lat.length * dimension);
    for (let start = 0; start < lat.length; start += GALLERY_CHUNK) {
      const end = Math.min(lat.length, start + GALLERY_CHUNK);
      const points = Array.from(
        { length: end - start },
        (_, i) => [lng[start + i]!, lat[start + i]!] as const,
      );
      vectors.set(await locations.encode(points), start * dimension);
    }
    return vectors;
  }

  async function rank(scorer: Scorer, pixels: Float32Array): Promise<number[]> {
    const [vector] = await images.encode([pixels]);
    const [scores] = await scorer.score([vector!]);
    const top = scores!.reduce((most, score) => Math.max(most, score), -1);
    const weights = scores!.map((score) => Math.exp(logitScale * (score - top)));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const best = [...weights.keys()].sort((a, b) => weights[b]! - weights[a]!).slice(0, 5);
    return best.map((i) => weights[i]! / sum);
  }

  const kept = await openScorer({ vectors: await encodeGallery(), dimension }, threads);
  return {
    predictKept: (pixels: Float32Array) => rank(kept, pixels),
    async predict(pixels: Float32Array) {
      const scorer = await openScorer({ vectors: await encodeGallery(), dimension }, threads);
      const best = await rank(scorer, pixels);
      await scorer.close();
      return best;
    },
    close: () => Promise.all([kept.close(), locations.close()]),
  };
}
