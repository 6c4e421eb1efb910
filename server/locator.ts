import { performance } from "node:perf_hooks";
import { answerOf } from "../core/answer.ts";
import type { ModelSummary } from "../core/api.ts";
import { coarsen } from "../core/coarsening.ts";
import type { Geography } from "../core/geography.ts";
import { type HintEvidence, hintEvidence } from "../core/hints.ts";
import type { PredictionOptions } from "../core/options.ts";
import { type Posterior, posteriorOf } from "../core/posterior.ts";
import type { Prediction, PriorName } from "../core/prediction.ts";
import { priorOf } from "../core/prior.ts";
import { refine } from "../core/refinement.ts";
import { readGeography } from "./geodata.ts";
import { cancelled, createBatches } from "./model/batches.ts";
import { type Bundle, openBundle } from "./model/bundle.ts";
import { openCellIndex } from "./model/cell-index.ts";
import { openImageEncoder } from "./model/image-encoder.ts";
import { openLocationEncoder } from "./model/location-encoder.ts";
import { readPriorWeights } from "./model/prior-weights.ts";
import { openScorer } from "./model/scorer.ts";
import { dotRow } from "./model/vectors.ts";
import { type Photo, type PhotoLimits, readPhoto } from "./photo/photo.ts";
import { toPixels } from "./photo/pixels.ts";

/** The whole service: photo bytes in, prediction document out. */
export interface Locator {
  readonly model: ModelSummary;
  /**
   * @throws GraticuleError for photos that cannot be read, hints that fit nothing, and "cancelled" once the signal
   * aborts
   */
  locate(photo: Uint8Array, options: PredictionOptions, signal: AbortSignal): Promise<Prediction>;
  close(): Promise<void>;
}

export interface LocatorSettings {
  readonly bundleFolder: string;
  /** Where the cell index is kept between starts. */
  readonly cacheFolder: string;
  /** Threads of one model run. */
  readonly threads: number;
  readonly limits: PhotoLimits;
  /** H3 resolution that nothing in an answer may be finer than, 0 to 9. */
  readonly finestResolution: number;
  onProgress?(done: number, total: number, what: string): void;
  log?(message: string): void;
}

/** Photos that are encoded and scored in one run. Beyond 8 the gain per photo is small and the first waits long. */
const MOST_IN_BATCH = 8;

/** Opens the geodata and a bundle, makes the cell index if there is none, and checks that the parts agree. */
export async function openLocator(settings: LocatorSettings): Promise<Locator> {
  const { threads, finestResolution } = settings;
  const [geography, bundle] = await Promise.all([
    readGeography(),
    openBundle(settings.bundleFolder),
  ]);
  const [imageEncoder, locationEncoder, photoWeights] = await Promise.all([
    openImageEncoder(bundle, threads),
    openLocationEncoder(bundle, threads),
    readPriorWeights(bundle, geography.cells),
  ]);
  const index = await openCellIndex(
    bundle,
    locationEncoder,
    geography.cells,
    settings.cacheFolder,
    settings,
  );
  const scorer = await openScorer(index, threads);
  const rank = createBatches(async (photos: readonly Float32Array[]) => {
    const vectors = await imageEncoder.encode(photos);
    const scores = await scorer.score(vectors);
    return vectors.map((vector, i) => ({ vector, scores: scores[i]! }));
  }, MOST_IN_BATCH);
  const scale = bundle.manifest.logitScale * bundle.manifest.temperature;
  const priors = new Map<PriorName, Float64Array>();

  function prior(name: PriorName): Float64Array {
    const known = priors.get(name) ?? priorOf(name, geography.cells, photoWeights);
    priors.set(name, known);
    return known;
  }

  /** Splits the heaviest cells, or sums cells up where the operator caps the detail. */
  async function show(land: Posterior, vector: Float32Array, hints: HintEvidence | null) {
    if (finestResolution < geography.cells.resolution) return coarsen(land, finestResolution);
    return refine(land, geography, {
      async score(sites) {
        const vectors = await locationEncoder.encodeSites(sites);
        return Float32Array.from(vectors, (site) => dotRow(vector, site, 0));
      },
      scale,
      finest: Math.min(finestResolution, FINEST_REFINEMENT),
      ...(hints && { allows: hints.allows }),
    });
  }

  async function locate(bytes: Uint8Array, options: PredictionOptions, signal: AbortSignal) {
    const watch = startWatch(signal);
    const hints = hintEvidence(options.within, options.exclude, geography);
    const photo = await readPhoto(bytes, settings.limits);
    const pixels = await toPixels(photo, bundle.manifest.image);
    watch.lap("decode");
    const { vector, scores } = await rank(pixels, signal);
    watch.lap("encode");
    const before = prior(options.prior);
    const unhinted = posteriorOf(geography.cells, scores, scale, before);
    const land = hints
      ? posteriorOf(geography.cells, scores, scale, before, [hints.evidence])
      : unhinted;
    watch.lap("posterior");
    const shown = await show(land, vector, hints);
    watch.lap("refine");
    const answer = answerOf({ land, shown, prior: before }, geography, options, finestResolution);
    watch.lap("answer");
    return {
      model: { name: bundle.manifest.name, version: bundle.manifest.version },
      image: {
        width: photo.width,
        height: photo.height,
        sha256: photo.sha256,
        exif: photo.exif,
      },
      ...answer,
      warnings: [...photoWarnings(photo, bundle), ...hintWarnings(unhinted, hints)],
      timingMs: watch.laps(),
    };
  }

  return {
    model: summaryOf(bundle, geography),
    locate,
    async close() {
      await Promise.all([imageEncoder.close(), locationEncoder.close(), scorer.close()]);
    },
  };
}

/** Refinement stops here, at cells of 5 km2: no model of today tells more. */
const FINEST_REFINEMENT = 7;

function summaryOf({ manifest }: Bundle, { cells }: Geography): ModelSummary {
  const { name, version, licence, summary, trainedOn, dimension, calibration, files } = manifest;
  return {
    name,
    version,
    licence,
    summary,
    trainedOn,
    selected: true,
    ready: true,
    dimension,
    cells: cells.count,
    resolution: cells.resolution,
    bytes: Object.values(files).reduce((sum, file) => sum + file.bytes, 0),
    calibration: calibration
      ? { set: calibration.set, photos: calibration.photos, coverage: calibration.coverage }
      : null,
  };
}

function photoWarnings({ width, height }: Photo, { manifest }: Bundle): string[] {
  const { size } = manifest.image;
  if (Math.min(width, height) >= size) return [];
  return [
    `The photo is small (${width} x ${height} pixels; the model looks at ${size} x ${size}): details that tell places apart may be lost.`,
  ];
}

/** Hints that the model finds unlikely are still obeyed, but said so. */
const UNLIKELY = 0.05;

function hintWarnings(unhinted: Posterior, hints: HintEvidence | null): string[] {
  if (!hints) return [];
  let allowed = 0;
  unhinted.probability.forEach((p, row) => {
    if (hints.evidence[row] === 0) allowed += p;
  });
  if (allowed >= UNLIKELY) return [];
  const percent = allowed < 0.001 ? "less than 0.1" : (allowed * 100).toFixed(1);
  return [`Without the hints the model gives these places together ${percent} %.`];
}

function startWatch(signal: AbortSignal) {
  const started = performance.now();
  const laps: Record<string, number> = {};
  let last = started;
  return {
    /** Notes a stage's time; stops the work when the caller has left. */
    lap(stage: string): void {
      const now = performance.now();
      laps[stage] = round(now - last);
      last = now;
      if (signal.aborted) throw cancelled();
    },
    laps: () => ({ ...laps, total: round(performance.now() - started) }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
