import { performance } from "node:perf_hooks";
import { answerOf } from "../core/answer.ts";
import type { ModelSummary } from "../core/api.ts";
import { coarsen } from "../core/coarsening.ts";
import { cancelled } from "../core/errors.ts";
import type { Geography } from "../core/geography.ts";
import { type HintEvidence, hintEvidence } from "../core/hints.ts";
import { toPosition } from "../core/lng-lat.ts";
import type { PredictionOptions } from "../core/options.ts";
import { type Posterior, posteriorOf } from "../core/posterior.ts";
import type { Prediction, PriorName } from "../core/prediction.ts";
import { priorOf } from "../core/prior.ts";
import { refine } from "../core/refinement.ts";
import { checkRanking, galleryMode, rankByGallery } from "./gallery-locate.ts";
import { readGeography } from "./geodata.ts";
import { createBatches } from "./model/batches.ts";
import { type Bundle, openBundle } from "./model/bundle.ts";
import { openCellIndex } from "./model/cell-index.ts";
import { encodeViews, type Views } from "./model/crops.ts";
import { openEnsembleEvidence, readEnsemble } from "./model/ensemble.ts";
import { rememberedChecksums } from "./model/file-stamps.ts";
import { type GalleryIndex, openGalleryIndex } from "./model/gallery-index.ts";
import { openImageEncoder } from "./model/image-encoder.ts";
import { openLocationEncoder } from "./model/location-encoder.ts";
import { readPriorWeights } from "./model/prior-weights.ts";
import type { Provider } from "./model/provider.ts";
import { openScorer } from "./model/scorer.ts";
import { dotRow } from "./model/vectors.ts";
import { type Photo, type PhotoLimits, readPhoto } from "./photo/photo.ts";
import { toPixels, toTenCrops } from "./photo/pixels.ts";

/** The whole service: photo bytes in, prediction document out. */
export interface Locator {
  readonly model: ModelSummary;
  /**
   * @throws GraticuleError for photos that cannot be read, hints that fit nothing, and "cancelled" once the signal
   * aborts
   * @param see is shown the whole posterior, of which the document lists the densest cells
   */
  locate(
    photo: Uint8Array,
    options: PredictionOptions,
    signal: AbortSignal,
    see?: (posterior: Posterior) => void,
  ): Promise<Prediction>;
  close(): Promise<void>;
}

export interface LocatorSettings {
  readonly bundleFolder: string;
  /** Where the cell index is kept between starts. */
  readonly cacheFolder: string;
  /** Threads of one model run. */
  readonly threads: number;
  /** What runs the encoders; the CPU unless told. */
  readonly provider?: Provider;
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
  const { threads, provider, finestResolution } = settings;
  const together = await readEnsemble(settings.bundleFolder);
  const weights = together?.ensemble.weights ?? ALONE;
  const [geography, bundle] = await Promise.all([
    readGeography(),
    rememberedChecksums(settings.cacheFolder).then((known) =>
      openBundle(together?.baseFolder ?? settings.bundleFolder, known),
    ),
  ]);
  const [imageEncoder, locationEncoder, photoWeights] = await Promise.all([
    openImageEncoder(bundle, threads, provider),
    openLocationEncoder(bundle, threads, provider),
    readPriorWeights(bundle, geography.cells),
  ]);
  const index = await openCellIndex(
    bundle,
    locationEncoder,
    geography.cells,
    settings.cacheFolder,
    settings,
  );
  const gallery = await openGalleryIndex(
    bundle,
    locationEncoder,
    geography.cells,
    settings.cacheFolder,
    threads,
    settings,
  );
  const scorer = await openScorer(index, threads);
  const rank = createBatches(async (photos: readonly Views[]) => {
    const vectors = await encodeViews(imageEncoder, photos);
    const scores = await scorer.score(vectors);
    return vectors.map((vector, i) => ({ vector, scores: scores[i]! }));
  }, MOST_IN_BATCH);
  const scale = bundle.manifest.logitScale * bundle.manifest.temperature * weights.scores;
  const members =
    together &&
    (await openEnsembleEvidence(
      together,
      settings.bundleFolder,
      bundle,
      geography.cells,
      priorOf("photos", geography.cells, photoWeights),
      settings,
    ));
  const { name, version } = together?.ensemble ?? bundle.manifest;
  const priors = new Map<PriorName, Float64Array>();

  function prior(name: PriorName): Float64Array {
    const known =
      priors.get(name) ?? tempered(priorOf(name, geography.cells, photoWeights), weights.prior);
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

  /** The gallery's points lie closer than any cell's centre; a capped answer must not show them. */
  const showsPoints = finestResolution >= FINEST_REFINEMENT;

  async function modeOf(
    shown: Posterior,
    vector: Float32Array,
    before: Float64Array,
    hints: HintEvidence | null,
  ) {
    const { prior: source } = bundle.manifest;
    if (!gallery || !showsPoints || !("mix" in source)) return null;
    return galleryMode(shown, {
      gallery,
      mix: source.mix,
      vector,
      scale,
      prior: before,
      async scorePoint(name, at) {
        const [site] = await locationEncoder.encodeSites([{ name, at }]);
        return dotRow(vector, site!, 0);
      },
      ...(hints && { allows: hints.allows }),
    });
  }

  /** GeoCLIP's own ranking: of the gallery's points, whose probabilities are summed by cell. */
  async function rankPoints(index: GalleryIndex, vector: Float32Array, topK: number) {
    const { cells } = geography;
    const { logitScale } = bundle.manifest;
    const { land, top } = await rankByGallery(index, vector, logitScale, cells, topK);
    const shown = finestResolution < cells.resolution ? coarsen(land, finestResolution) : land;
    const ranked = { land, unhinted: land, shown, prior: prior("photos") };
    if (!showsPoints) return { ...ranked, mode: null, extra: {} };
    const points = top.map(({ at, probability }) => ({ ...toPosition(at), probability }));
    return { ...ranked, mode: top[0]!.at, extra: { points } };
  }

  async function rankCells(
    { vector, scores }: { vector: Float32Array; scores: Float32Array },
    before: Float64Array,
    evidence: readonly Float64Array[],
    hints: HintEvidence | null,
    lap: (stage: string) => void,
  ) {
    const unhinted = posteriorOf(geography.cells, scores, scale, before, evidence);
    const land = hints
      ? posteriorOf(geography.cells, scores, scale, before, [...evidence, hints.evidence])
      : unhinted;
    lap("posterior");
    const shown = await show(land, vector, hints);
    const mode = await modeOf(shown, vector, before, hints);
    lap("refine");
    return { land, unhinted, shown, prior: before, mode, extra: {} };
  }

  async function locate(
    bytes: Uint8Array,
    options: PredictionOptions,
    signal: AbortSignal,
    see?: (posterior: Posterior) => void,
  ) {
    const watch = startWatch(signal);
    checkRanking(options, bundle.manifest);
    const hints = hintEvidence(options.within, options.exclude, geography);
    const photo = await readPhoto(bytes, settings.limits);
    const { image } = bundle.manifest;
    const views =
      options.crops === 10 ? await toTenCrops(photo, image) : [await toPixels(photo, image)];
    watch.lap("decode");
    const scored = await rank(views, signal);
    const evidence = members ? [await members.of(photo, views[0]!)] : [];
    watch.lap("encode");
    const { unhinted, extra, ...ranked } =
      gallery && options.ranking === "gallery"
        ? await rankPoints(gallery, scored.vector, options.topK)
        : await rankCells(scored, prior(options.prior), evidence, hints, watch.lap);
    const answer = answerOf(ranked, geography, options, finestResolution);
    see?.(ranked.shown);
    watch.lap("answer");
    return {
      model: { name, version },
      image: {
        width: photo.width,
        height: photo.height,
        sha256: photo.sha256,
        exif: photo.exif,
      },
      ...answer,
      ...extra,
      warnings: [...photoWarnings(photo, bundle), ...hintWarnings(unhinted, hints)],
      timingMs: watch.laps(),
    };
  }

  return {
    model: {
      ...summaryOf(bundle, geography),
      ...(together && { name, version, summary: together.ensemble.summary, calibration: null }),
    },
    locate,
    async close() {
      await gallery?.close();
      await members?.close();
      await Promise.all([imageEncoder.close(), locationEncoder.close(), scorer.close()]);
    },
  };
}

/** The weights of a bundle that answers by itself. */
const ALONE = { scores: 1, prior: 1 } as const;

/** A prior to a power, normalised: below 1 it counts for less. */
function tempered(prior: Float64Array, power: number): Float64Array {
  if (power === 1) return prior;
  const weights = prior.map((p) => p ** power);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
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
