import { priorOf } from "../../core/belief/prior.ts";
import type { Site } from "../../core/belief/refinement.ts";
import type { ModelSummary } from "../../core/contracts/api.ts";
import type { PriorName } from "../../core/contracts/prediction.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { createBatches } from "../../core/locate/batches.ts";
import { dotRow } from "../../core/locate/vectors.ts";
import { encodeViews, type Views } from "../../core/locate/views.ts";
import { openEnsembleEvidence, readEnsemble } from "../evidence/ensemble.ts";
import { type Bundle, openBundle } from "../model/bundle.ts";
import { openCellIndex } from "../model/cell-index.ts";
import { rememberedChecksums } from "../model/file-stamps.ts";
import { type GalleryIndex, openGalleryIndex } from "../model/gallery-index.ts";
import { openImageEncoder } from "../model/image-encoder.ts";
import { openLocationEncoder } from "../model/location-encoder.ts";
import { summaryOf } from "../model/model-summary.ts";
import { readPriorWeights } from "../model/prior-weights.ts";
import type { Provider } from "../model/provider.ts";
import { openScorer } from "../model/scorer.ts";
import type { Photo } from "../photo/photo.ts";
import { type ClosingStack, openTogether } from "../process/closing-stack.ts";

export interface EngineSettings {
  readonly geography: Geography;
  /** A bundle or an ensemble. */
  readonly bundleFolder: string;
  /** Where the cell index is kept between starts. */
  readonly cacheFolder: string;
  /** Threads of one model run. */
  readonly threads: number;
  /** What runs the encoders; the CPU unless told. */
  readonly provider?: Provider;
  onProgress?(done: number, total: number, what: string): void;
  log?(message: string): void;
}

/** A photo as the model sees it. */
export interface Scored {
  /** Unit vector. */
  readonly vector: Float32Array;
  /** Cosine with every land cell. */
  readonly scores: Float32Array;
}

/** A bundle, or an ensemble around one, that runs. */
export interface Engine {
  readonly geography: Geography;
  readonly bundle: Bundle;
  readonly model: ModelSummary;
  /** What a cosine counts in the posterior: logit scale, temperature and weight. */
  readonly scale: number;
  /** Probability that a photo tells nothing and only the prior is known; 0 in an ensemble, whose weights are fitted without it. */
  readonly doubt: number;
  readonly gallery: GalleryIndex | null;
  prior(name: PriorName): Float64Array;
  /** Views of one photo are encoded together; photos that wait together are scored together. */
  score(views: Views, signal: AbortSignal): Promise<Scored>;
  /** What the other members of an ensemble say of a photo, log likelihood per land cell. */
  evidence(photo: Photo, views: Views): Promise<Float64Array[]>;
  /** Cosines of an image vector with places. */
  scoreSites(vector: Float32Array, sites: readonly Site[]): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Photos that are encoded and scored in one run. Beyond 4 the gain per photo is small, the first waits long, and ONNX
 * Runtime keeps 25 MB for each more. */
const MOST_IN_BATCH = 4;

/** Opens a bundle or an ensemble, makes the cell index if there is none, and checks that the parts agree. */
export function openEngine(settings: EngineSettings): Promise<Engine> {
  return openTogether((stack) => openParts(settings, stack));
}

async function openParts(settings: EngineSettings, { use, close }: ClosingStack): Promise<Engine> {
  const { geography, threads, provider } = settings;
  const together = await readEnsemble(settings.bundleFolder);
  const weights = together?.ensemble.weights ?? ALONE;
  const bundle = await openBundle(
    together?.baseFolder ?? settings.bundleFolder,
    await rememberedChecksums(settings.cacheFolder),
  );
  const [imageEncoder, locationEncoder, photoWeights] = await Promise.all([
    use(openImageEncoder(bundle, threads, provider)),
    use(openLocationEncoder(bundle, threads, provider)),
    readPriorWeights(bundle, geography.cells),
  ]);
  const index = await openCellIndex(
    bundle,
    locationEncoder,
    geography.cells,
    settings.cacheFolder,
    settings,
  );
  const gallery = await use(
    openGalleryIndex(
      bundle,
      locationEncoder,
      geography.cells,
      settings.cacheFolder,
      threads,
      settings,
    ),
  );
  const scorer = await use(openScorer(index, threads));
  const score = createBatches(async (photos: readonly Views[]) => {
    const vectors = await encodeViews(imageEncoder, photos);
    const scores = await scorer.score(vectors);
    return vectors.map((vector, i) => ({ vector, scores: scores[i]! }));
  }, MOST_IN_BATCH);
  const scale = bundle.manifest.logitScale * bundle.manifest.temperature * weights.scores;
  const members =
    together &&
    (await use(
      openEnsembleEvidence(together, settings.bundleFolder, bundle, geography.cells, settings),
    ));
  const priors = new Map<PriorName, Float64Array>();

  function prior(name: PriorName): Float64Array {
    const known =
      priors.get(name) ?? tempered(priorOf(name, geography.cells, photoWeights), weights.prior);
    priors.set(name, known);
    return known;
  }

  return {
    geography,
    bundle,
    model: {
      ...summaryOf(bundle.manifest, {
        selected: true,
        ready: true,
        cells: geography.cells.count,
        resolution: geography.cells.resolution,
      }),
      ...(together && {
        name: together.ensemble.name,
        version: together.ensemble.version,
        summary: together.ensemble.summary,
        calibration: null,
      }),
    },
    scale,
    doubt: together ? 0 : (bundle.manifest.doubt ?? 0),
    gallery,
    prior,
    score,
    evidence: async (photo, views) => (members ? [await members.of(photo, views[0]!)] : []),
    async scoreSites(vector, sites) {
      const vectors = await locationEncoder.encodeSites(sites);
      return Float32Array.from(vectors, (site) => dotRow(vector, site, 0));
    },
    close,
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
