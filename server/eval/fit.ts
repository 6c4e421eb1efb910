import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { classEvidence, classShares } from "../../core/belief/attributes.ts";
import { priorOf } from "../../core/belief/prior.ts";
import type { Geography } from "../../core/earth/geography.ts";
import {
  type FittedProducts,
  FOLDS,
  fitProducts,
} from "../../core/eval/fitting/cross-validation.ts";
import type { Expert } from "../../core/eval/fitting/product.ts";
import type { Truth } from "../../core/eval/reading/truth.ts";
import { landRowAt } from "../../core/eval/scoring/geocoder.ts";
import { EVIDENCE } from "../../core/locate/evidence.ts";
import { createAskNeighbours } from "../../core/locate/neighbour-evidence.ts";
import { openAttributeHeads } from "../evidence/attribute-heads.ts";
import { openBundleScores } from "../evidence/bundle-scores.ts";
import { type Bundle, readBundle } from "../model/bundle.ts";
import type { ModelSettings } from "../model/model.ts";
import { readPriorWeights } from "../model/prior-weights.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import { toPixels } from "../photo/pixels.ts";
import { createClosingStack } from "../process/closing-stack.ts";
import { createTurns } from "../process/turns.ts";
import { openReferences } from "../retrieval/references.ts";
import { fileError } from "./files.ts";
import type { PhotoFile } from "./photo-files.ts";

export interface FitRequest {
  readonly photos: readonly PhotoFile[];
  readonly truth: ReadonlyMap<string, Truth>;
  readonly geography: Geography;
  readonly baseFolder: string;
  readonly bundleFolders: readonly string[];
  /** Names of heads; null for all that can be used. */
  readonly heads: readonly string[] | null;
  /** File of a reference index whose photos may join; null for none. */
  readonly indexFile: string | null;
  readonly limits: PhotoLimits;
  readonly members: ModelSettings;
  /** Stops the fit at the next photo or step. */
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number, what: string): void;
}

export interface Fitted extends FittedProducts {
  /** The members by the names of their evidence, the prior before them. */
  readonly members: readonly string[];
  readonly photos: number;
  readonly folds: number;
  /** Photos left out: no land cell, or unreadable. */
  readonly leftOut: number;
  /** Names of the heads with the prior's mass on their classes. */
  readonly shares: Readonly<Record<string, readonly number[]>>;
  readonly base: Bundle;
  readonly others: readonly Bundle[];
  /** The index that joined. */
  readonly neighbours: { readonly file: string; readonly sha256: string } | null;
}

const PRIOR = "prior";

/** Fits products of what the members say of the photos, by cross-validation over clusters. */
export async function fitMembers(request: FitRequest): Promise<Fitted> {
  const { geography, signal, onProgress } = request;
  const { cells } = geography;
  const said = await askMembers(request, await chooseHeads(request));
  const { bundles, heads, answers, rows, truths, neighbours } = said;
  if (truths.length < 2 * FOLDS) {
    throw fileError(
      "eval fit",
      `${truths.length} photos have a position on land and can be read; fitting needs at least ${2 * FOLDS}`,
    );
  }
  const prior = priorOf("photos", cells, said.weights);
  const shares = heads.classes.map((classes, k) =>
    classShares(classes, answers[k]![0]!.length, prior).map((share) =>
      Number(share.toPrecision(6)),
    ),
  );
  const experts: Expert[] = [
    { name: PRIOR, kind: "fixed", values: prior.map(Math.log) },
    ...bundles.map(({ name, scale, photos }) => ({ name, kind: "dense" as const, scale, photos })),
    ...heads.names.map((name, k) => ({
      name: EVIDENCE.head(name),
      kind: "classes" as const,
      classes: heads.classes[k]!,
      photos: answers[k]!.map((probabilities) => classEvidence(probabilities, shares[k]!)),
    })),
    ...(neighbours
      ? [
          {
            name: EVIDENCE.neighbours,
            kind: "dense" as const,
            scale: 1,
            photos: neighbours.photos,
          },
        ]
      : []),
  ];
  const fitted = await fitProducts({
    data: { truth: Int32Array.from(rows), experts, cells },
    own: [PRIOR, EVIDENCE.photo],
    truths,
    geography,
    async between(done, total) {
      onProgress?.(done, total, "fits");
      // Ctrl+C is heard between two turns of the event loop only.
      await setImmediate();
      signal.throwIfAborted();
    },
  });
  const [base, ...others] = bundles.map(({ bundle }) => bundle);
  return {
    ...fitted,
    members: experts.map(({ name }) => name),
    photos: truths.length,
    folds: FOLDS,
    leftOut: request.photos.length - truths.length,
    shares: Object.fromEntries(heads.names.map((name, k) => [name, shares[k]!])),
    base: base!,
    others,
    neighbours: neighbours && { file: neighbours.file, sha256: neighbours.sha256 },
  };
}

/** The heads that are asked for, by the base's manifest alone: nothing is opened for a name that is not there. */
async function chooseHeads({ baseFolder, heads }: FitRequest): Promise<readonly string[]> {
  const { manifest } = await readBundle(baseFolder);
  const names = (manifest.attributes ?? []).map(({ name }) => name);
  const strange = (heads ?? []).filter((name) => !names.includes(name));
  if (strange.length === 0) return heads ?? names;
  throw fileError(
    "--members",
    `${manifest.name} has no head ${strange.join(", ")}; it has ${names.join(", ") || "none"}`,
  );
}

/** What a bundle's scores say, the base's among them. */
interface BundleSaid {
  readonly name: string;
  readonly bundle: Bundle;
  readonly scale: number;
  readonly photos: Float32Array[];
}

/** What every member says of every photo that can be used. Members are closed when this ends, however it ends. */
async function askMembers(request: FitRequest, wanted: readonly string[]) {
  const { geography, members, signal, onProgress } = request;
  const { cells } = geography;
  const { use, close } = createClosingStack();
  try {
    const base = await use(openBundleScores(request.baseFolder, cells, members));
    const weights = await readPriorWeights(base.bundle, cells);
    const heads = await use(openAttributeHeads(base.bundle, wanted, cells, members));
    const scorers = [base];
    for (const folder of request.bundleFolders) {
      scorers.push(await use(openBundleScores(folder, cells, members)));
    }
    const bundles = scorers.map(({ bundle, scale }, k): BundleSaid => {
      const name = k === 0 ? EVIDENCE.photo : EVIDENCE.bundle(bundle.manifest.name);
      return { name, bundle, scale, photos: [] };
    });
    const neighbours = request.indexFile
      ? await openNeighbours(request.indexFile, base.bundle, cells)
      : null;
    const answers: Float64Array[][] = heads.names.map(() => []);
    const rows: number[] = [];
    const truths: Truth[] = [];
    for (const [i, { id, path }] of request.photos.entries()) {
      signal.throwIfAborted();
      onProgress?.(i + 1, request.photos.length, "photos");
      const truth = request.truth.get(id);
      const row = truth?.at ? landRowAt(geography, truth.at) : -1;
      if (!truth || row < 0) continue;
      const photo = await readPhoto(await readFile(path), request.limits).catch(() => null);
      if (!photo) continue;
      for (const [k, { bundle, see }] of scorers.entries()) {
        const view = await toPixels(photo, bundle.manifest.image);
        const { vector, cosines } = await see(view);
        bundles[k]!.photos.push(Float32Array.from(cosines));
        if (k > 0) continue;
        neighbours?.photos.push(await neighbours.ask(vector));
        (await heads.read(view)).forEach((probabilities, head) => {
          answers[head]!.push(probabilities);
        });
      }
      rows.push(row);
      truths.push(truth);
    }
    return { weights, heads, bundles, answers, rows, truths, neighbours };
  } finally {
    await close();
  }
}

/** What the photos of an index say of each photo, as they are asked. */
async function openNeighbours(file: string, base: Bundle, cells: Geography["cells"]) {
  const references = await openReferences(file, base);
  const ask = createAskNeighbours(references, cells, createTurns());
  return {
    file,
    sha256: references.sha256,
    photos: [] as Float32Array[],
    // Where nobody is like the photo, nothing is said: the same of every place.
    ask: async (vector: Float32Array) =>
      Float32Array.from((await ask(vector)) ?? new Float64Array(cells.count)),
  };
}
