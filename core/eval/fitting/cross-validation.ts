import { DENSITY_CLASSES, densityClass } from "../../belief/attributes.ts";
import type { Geography } from "../../earth/geography.ts";
import { distanceKm, EARTH_AREA_KM2 } from "../../earth/lng-lat.ts";
import { toClusters } from "../figures/clusters.ts";
import { aucOf, THRESHOLDS_KM } from "../figures/measures.ts";
import { urbanityOf } from "../figures/slices.ts";
import type { Truth } from "../reading/truth.ts";
import { foldsOf } from "./folds.ts";
import { type FitPhotos, scoreProduct } from "./product.ts";
import { fittingOf } from "./weights.ts";

/** Figures of one product of experts on photos that it was not fitted on. */
export interface FitRow {
  readonly name: string;
  /** By member, fitted on all photos. */
  readonly weights: Readonly<Record<string, number>>;
  readonly all: FitFigures;
  /** Photos below 250 people per km2. */
  readonly nonUrban: FitFigures | null;
}

export interface FitFigures {
  readonly n: number;
  /** Mean bits above a uniform guess over the Earth. */
  readonly bits: number;
  readonly recall1e5: number;
  readonly recall1e6: number;
  readonly auc: number;
  /** Shares within 1, 25, 200, 750 and 2500 km of the densest cell's point. */
  readonly within: readonly number[];
}

/** Parts into which photos are divided for cross-validation. */
export const FOLDS = 5;

/** A product to fit: weights to begin with, and those that may move. */
interface Product {
  readonly name: string;
  readonly start: readonly number[];
  readonly free: readonly boolean[];
}

/** What is fitted, and who is told between the steps. */
export interface FitPlan {
  readonly data: FitPhotos;
  /** Names of the experts that are the bundle itself, the prior first: they begin at 1, what joins them at 0. */
  readonly own: readonly string[];
  readonly truths: readonly Truth[];
  readonly geography: Geography;
  /** Awaited between steps of some tenths of a second: shows progress, lets others run, and may throw to stop. */
  between(done: number, total: number): Promise<void>;
}

export interface FittedProducts {
  readonly rows: readonly FitRow[];
  readonly clusters: number;
  /** Weights of the product of all members, fitted on all photos. */
  readonly weights: Readonly<Record<string, number>>;
}

/** Fits each product by cross-validation over clusters of photos: its figures on photos that it was not fitted on, and its weights on all. */
export async function fitProducts(plan: FitPlan): Promise<FittedProducts> {
  const { data, truths, geography } = plan;
  const names = data.experts.map(({ name }) => name);
  const all = truths.map((_, i) => i);
  const clusters = toClusters(truths.map(({ cluster }) => cluster));
  const folds = foldsOf(clusters, Math.min(FOLDS, clusters.count));
  const products = productsOf(names, plan.own);
  const total = products.length * (FOLDS + 1);
  const rows: FitRow[] = [];
  let done = 0;

  async function weightsOf({ start, free }: Product, photos: readonly number[]) {
    const steps = fittingOf(data, photos, start, free);
    for (;;) {
      await plan.between(done, total);
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  for (const product of products) {
    const onAll = await weightsOf(product, all);
    done += 1;
    const outcomes: PhotoOutcome[] = [];
    for (let fold = 0; fold < FOLDS; fold++, done++) {
      const inside = all.filter((photo) => folds[photo] === fold);
      if (inside.length === 0) continue;
      const weights = await weightsOf(
        product,
        all.filter((photo) => folds[photo] !== fold),
      );
      for (const photo of inside) {
        const { densest, ...scored } = scoreProduct(data, photo, weights);
        const at = [geography.cells.lng[densest]!, geography.cells.lat[densest]!] as const;
        outcomes[photo] = { photo, ...scored, km: distanceKm(at, truths[photo]!.at!) };
      }
    }
    const rural = outcomes.filter(({ photo }) => !isUrban(geography, data.truth[photo]!));
    rows.push({
      name: product.name,
      weights: Object.fromEntries(names.map((name, m) => [name, onAll[m]!])),
      all: figuresOf(outcomes),
      nonUrban: rural.length > 0 ? figuresOf(rural) : null,
    });
  }
  await plan.between(total, total);
  return { rows, clusters: clusters.count, weights: rows.at(-1)!.weights };
}

/** The bundle as it is, its prior alone, all of it, with each that may join, and with all of them. */
function productsOf(names: readonly string[], own: readonly string[]): Product[] {
  const joining = names.filter((name) => !own.includes(name));
  const product = (name: string, held: readonly string[], free: readonly string[]): Product => ({
    name,
    start: names.map((expert) => Number(held.includes(expert))),
    free: names.map((expert) => free.includes(expert)),
  });
  const prior = own.slice(0, 1);
  const bundle = own.join(" + ");
  return [
    product("the bundle's own weights", own, []),
    product(`${prior} alone`, prior, prior),
    product(bundle, own, own),
    ...joining.map((joined) => product(`${bundle} + ${joined}`, own, [...own, joined])),
    ...(joining.length > 1 ? [product("all members", own, names)] : []),
  ];
}

interface PhotoOutcome {
  readonly photo: number;
  readonly areaKm2: number;
  readonly logDensity: number;
  readonly km: number;
}

function figuresOf(outcomes: readonly PhotoOutcome[]): FitFigures {
  const n = outcomes.length;
  const mean = (of: (outcome: PhotoOutcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / n;
  return {
    n,
    bits: mean(({ logDensity }) => logDensity + Math.log(EARTH_AREA_KM2)) / Math.LN2,
    recall1e5: mean(({ areaKm2 }) => Number(areaKm2 <= 1e5)),
    recall1e6: mean(({ areaKm2 }) => Number(areaKm2 <= 1e6)),
    auc: mean(({ areaKm2 }) => aucOf(areaKm2)),
    within: THRESHOLDS_KM.map((limit) => mean(({ km }) => Number(km <= limit))),
  };
}

function isUrban({ cells }: Geography, row: number): boolean {
  const population = DENSITY_CLASSES[densityClass(cells.population[row]!, cells.areaKm2[row]!)]!;
  return urbanityOf({ population }) === "urban";
}
