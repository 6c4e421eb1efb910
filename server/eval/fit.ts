import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { classEvidence, classShares } from "../../core/belief/attributes.ts";
import { priorOf } from "../../core/belief/prior.ts";
import { ENSEMBLE_FORMAT, type Ensemble } from "../../core/contracts/ensemble.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { type FitRow, FOLDS, fitProducts } from "../../core/eval/fitting/cross-validation.ts";
import type { Expert, FitPhotos } from "../../core/eval/fitting/product.ts";
import type { Truth } from "../../core/eval/reading/truth.ts";
import { landRowAt } from "../../core/eval/scoring/geocoder.ts";
import { openAttributeHeads } from "../evidence/attribute-heads.ts";
import { type BundleScores, openBundleScores } from "../evidence/bundle-scores.ts";
import { readBundle } from "../model/bundle.ts";
import type { ModelSettings } from "../model/model.ts";
import { readPriorWeights } from "../model/prior-weights.ts";
import { type PhotoLimits, readPhoto } from "../photo/photo.ts";
import { toPixels } from "../photo/pixels.ts";
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
  readonly limits: PhotoLimits;
  readonly members: ModelSettings;
  onProgress?(done: number, total: number, what: string): void;
}

export interface Fitted {
  readonly members: readonly string[];
  readonly photos: number;
  readonly clusters: number;
  readonly folds: number;
  /** Photos left out: no land cell, or unreadable. */
  readonly leftOut: number;
  readonly rows: readonly FitRow[];
  /** Weights of the product of all members, fitted on all photos. */
  readonly weights: Readonly<Record<string, number>>;
  /** The prior's mass on the classes of each head. */
  readonly shares: Readonly<Record<string, readonly number[]>>;
  readonly base: BundleScores["bundle"];
  readonly others: readonly BundleScores["bundle"][];
}

/** Fits products of what the members say of the photos, by cross-validation over clusters. */
export async function fitMembers(request: FitRequest): Promise<Fitted> {
  const { geography, onProgress } = request;
  const { cells } = geography;
  const said = await askMembers(request, await chooseHeads(request));
  const { base, weights, heads, others, own, theirs, answers, rows, truths } = said;
  if (truths.length < 2 * FOLDS) {
    throw fileError(
      "eval fit",
      `${truths.length} photos have a position on land and can be read; fitting needs at least ${2 * FOLDS}`,
    );
  }
  const prior = priorOf("photos", cells, weights);
  const shares = heads.classes.map((classes, k) =>
    classShares(classes, answers[k]![0]!.length, prior).map((share) =>
      Number(share.toPrecision(6)),
    ),
  );
  const experts: Expert[] = [
    { name: "prior", kind: "fixed", values: prior.map(Math.log) },
    { name: "scores", kind: "dense", scale: base.scale, photos: own },
    ...others.map(
      ({ bundle, scale }, k): Expert => ({
        name: bundle.manifest.name,
        kind: "dense",
        scale,
        photos: theirs[k]!,
      }),
    ),
    ...heads.names.map(
      (name, k): Expert => ({
        name,
        kind: "classes",
        classes: heads.classes[k]!,
        photos: answers[k]!.map((probabilities) => classEvidence(probabilities, shares[k]!)),
      }),
    ),
  ];
  const data: FitPhotos = { truth: Int32Array.from(rows), experts, cells };
  const fitted = fitProducts(data, truths, geography, onProgress);
  return {
    ...fitted,
    members: experts.map(({ name }) => name),
    photos: truths.length,
    folds: FOLDS,
    leftOut: request.photos.length - truths.length,
    shares: Object.fromEntries(heads.names.map((name, k) => [name, shares[k]!])),
    base: base.bundle,
    others: others.map(({ bundle }) => bundle),
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

/** What every member says of every photo that can be used. Members are closed when this ends, however it ends. */
async function askMembers(request: FitRequest, wanted: readonly string[]) {
  const { geography, members, onProgress } = request;
  const { cells } = geography;
  const opened: { close(): Promise<void> }[] = [];
  const open = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const member = await opening;
    opened.push(member);
    return member;
  };
  try {
    const base = await open(openBundleScores(request.baseFolder, cells, members));
    const weights = await readPriorWeights(base.bundle, cells);
    const heads = await open(openAttributeHeads(base.bundle, wanted, cells, members));
    const others: BundleScores[] = [];
    for (const folder of request.bundleFolders) {
      others.push(await open(openBundleScores(folder, cells, members)));
    }
    const own: Float32Array[] = [];
    const theirs: Float32Array[][] = others.map(() => []);
    const answers: Float64Array[][] = heads.names.map(() => []);
    const rows: number[] = [];
    const truths: Truth[] = [];
    for (const [i, { id, path }] of request.photos.entries()) {
      onProgress?.(i + 1, request.photos.length, "photos");
      const truth = request.truth.get(id);
      const row = truth?.at ? landRowAt(geography, truth.at) : -1;
      if (!truth || row < 0) continue;
      const photo = await readPhoto(await readFile(path), request.limits).catch(() => null);
      if (!photo) continue;
      const pixels = await toPixels(photo, base.bundle.manifest.image);
      own.push(Float32Array.from(await base.score(pixels)));
      (await heads.read(pixels)).forEach((probabilities, head) => {
        answers[head]!.push(probabilities);
      });
      for (const [k, other] of others.entries()) {
        const view = await toPixels(photo, other.bundle.manifest.image);
        theirs[k]!.push(Float32Array.from(await other.score(view)));
      }
      rows.push(row);
      truths.push(truth);
    }
    return { base, weights, heads, others, own, theirs, answers, rows, truths };
  } finally {
    await Promise.all(opened.map((member) => member.close()));
  }
}

/** The ensemble that the service loads; members are named relative to its folder. */
export function toEnsemble(
  fitted: Fitted,
  name: string,
  folder: string,
  set: { readonly name: string; readonly fingerprint: string },
): Ensemble {
  const { base, others, weights } = fitted;
  const place = (of: string) => relative(resolve(folder), of) || ".";
  const heads = fitted.members.slice(2 + others.length);
  const { manifest } = base;
  const digits = (value: number) => Number(value.toPrecision(6));
  return {
    format: ENSEMBLE_FORMAT,
    name,
    version: `${manifest.version}-fit-${set.fingerprint.slice(0, 8)}`,
    summary: `Product of experts on ${manifest.name} ${manifest.version}: ${fitted.members.join(", ")}; weights fitted on ${fitted.photos} photos of ${set.name}.`,
    base: { folder: place(base.folder), name: manifest.name, version: manifest.version },
    weights: {
      scores: weights.scores!,
      prior: weights.prior!,
      attributes: Object.fromEntries(
        heads.map((head) => [head, { weight: weights[head]!, shares: [...fitted.shares[head]!] }]),
      ),
      bundles: others.map(({ manifest: other, folder: at }) => ({
        folder: place(at),
        name: other.name,
        version: other.version,
        scores: weights[other.name]!,
      })),
    },
    fit: JSON.parse(
      JSON.stringify(
        {
          set: set.name,
          fingerprint: set.fingerprint,
          photos: fitted.photos,
          clusters: fitted.clusters,
          folds: fitted.folds,
          objective: "mean log probability of the true land cell; weights at least 0",
          rows: fitted.rows,
        },
        (_key, value: unknown) => (typeof value === "number" ? digits(value) : value),
      ),
    ),
  };
}
