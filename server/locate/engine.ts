import { type Prior, priorOf, tempered, toPrior } from "../../core/belief/prior.ts";
import type { BundleManifest } from "../../core/contracts/bundle.ts";
import type { PriorName } from "../../core/contracts/priors.ts";
import type { Geography } from "../../core/earth/geography.ts";
import type { Engine, EngineSequence } from "../../core/locate/engine.ts";
import { photoEvidence } from "../../core/locate/evidence.ts";
import type { Model } from "../../core/locate/model.ts";
import { createSeer } from "../../core/locate/seer.ts";
import type { References } from "../../core/retrieval/references.ts";
import {
  type AttributeHeads,
  openAttributeHeads,
  readingsOf,
} from "../evidence/attribute-heads.ts";
import { openMembers, readEnsemble } from "../evidence/ensemble.ts";
import { openBundle } from "../model/bundle.ts";
import { rememberedChecksums } from "../model/file-stamps.ts";
import { readGalleryPoints } from "../model/gallery.ts";
import { openGalleryIndex } from "../model/gallery-index.ts";
import { type ModelSettings, openModel } from "../model/model.ts";
import { summaryOf } from "../model/model-summary.ts";
import { readPriorWeights } from "../model/prior-weights.ts";
import { type ClosingStack, openTogether } from "../process/closing-stack.ts";
import { openReferences } from "../retrieval/references.ts";

export interface EngineSettings extends ModelSettings {
  readonly geography: Geography;
  /** A bundle or an ensemble. */
  readonly bundleFolder: string;
  /** File of a reference index; null, or left out, for none. */
  readonly indexFile?: string | null;
}

/** Opens a bundle or an ensemble; what was opened before a step that fails is closed. */
export function openEngine(settings: EngineSettings): Promise<Engine> {
  return openTogether((stack) => openParts(settings, stack));
}

/** The weights of a bundle that answers by itself. */
const ALONE = { scores: 1, prior: 1 } as const;

async function openParts(settings: EngineSettings, { use, close }: ClosingStack): Promise<Engine> {
  const { geography, bundleFolder, indexFile, cacheFolder, threads } = settings;
  const { cells } = geography;
  const together = await readEnsemble(bundleFolder);
  const weights = together?.ensemble.weights ?? ALONE;
  const folder = together?.baseFolder ?? bundleFolder;
  const bundle = await openBundle(folder, await rememberedChecksums(cacheFolder));
  const { manifest } = bundle;
  const points = await readGalleryPoints(bundle, cells);
  const photoWeights = await readPriorWeights(bundle, cells, points);
  const model = await use(openModel(bundle, cells, settings));
  const gallery =
    points &&
    (await use(
      openGalleryIndex(bundle, points, { encode: model.locations }, cacheFolder, threads, settings),
    ));
  const members = together && (await use(openMembers(together, bundle, cells, settings)));
  const trained = manifest.logitScale * manifest.temperature;
  const priors = new Map<PriorName, Prior>();
  let heads: Promise<AttributeHeads> | null = null;
  let references: Promise<References> | null = null;

  return {
    geography,
    manifest,
    model: {
      ...summaryOf(manifest, {
        selected: true,
        ready: true,
        cells: cells.count,
        resolution: cells.resolution,
      }),
      ...(together && {
        name: together.ensemble.name,
        version: together.ensemble.version,
        summary: together.ensemble.summary,
        calibration: null,
      }),
    },
    seer: createSeer(model),
    evidence: [photoEvidence(trained, weights.scores), ...(members?.evidence ?? [])],
    scale: trained * weights.scores,
    doubt: together ? 0 : (manifest.doubt ?? 0),
    gallery,
    sequence: together ? null : sequenceOf(manifest, model),
    async heads(view) {
      const names = (manifest.attributes ?? []).map(({ name }) => name);
      heads ??= use(openAttributeHeads(bundle, names, cells, settings)).catch((error: unknown) => {
        heads = null;
        throw error;
      });
      return readingsOf(await heads, view);
    },
    async references() {
      if (!indexFile) return null;
      references ??= openReferences(indexFile, bundle).catch((error: unknown) => {
        references = null;
        throw error;
      });
      return references;
    },
    prior(name) {
      const known =
        priors.get(name) ?? toPrior(tempered(priorOf(name, cells, photoWeights), weights.prior));
      priors.set(name, known);
      return known;
    },
    close,
  };
}

function sequenceOf(
  { sequence, logitScale }: BundleManifest,
  { together, score }: Model,
): EngineSequence | null {
  if (!sequence || !together) return null;
  const { temperature, doubt, use } = sequence;
  return { together, score, scale: logitScale * temperature, doubt, use };
}
