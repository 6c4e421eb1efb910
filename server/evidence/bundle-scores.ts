import { logLikelihoodOf } from "../../core/belief/likelihood.ts";
import type { LandCells } from "../../core/earth/land-cells.ts";
import { EVIDENCE, type Evidence } from "../../core/locate/evidence.ts";
import { type Bundle, openBundle } from "../model/bundle.ts";
import { type ModelSettings, openModel } from "../model/model.ts";

/** A bundle that scores photos beside another. */
export interface BundleScores {
  readonly bundle: Bundle;
  /** The bundle's logit scale times its temperature. */
  readonly scale: number;
  /**
   * Cosines with every land cell.
   *
   * @param pixels as the bundle's image encoder wants them
   */
  score(pixels: Float32Array): Promise<Float32Array>;
  /** The same with the photo's vector. */
  see(pixels: Float32Array): Promise<{ vector: Float32Array; cosines: Float32Array }>;
  close(): Promise<void>;
}

export async function openBundleScores(
  folder: string,
  cells: LandCells,
  settings: ModelSettings,
): Promise<BundleScores> {
  const bundle = await openBundle(folder);
  const model = await openModel(bundle, cells, settings);
  const see = async (pixels: Float32Array) => {
    const [vector] = await model.encode([pixels]);
    const [cosines] = await model.score([vector!]);
    return { vector: vector!, cosines: cosines! };
  };
  return {
    bundle,
    scale: bundle.manifest.logitScale * bundle.manifest.temperature,
    score: async (pixels) => (await see(pixels)).cosines,
    see,
    close: model.close,
  };
}

export function bundleEvidence({ bundle, scale, score }: BundleScores, weight: number): Evidence {
  const { name, image } = bundle.manifest;
  return {
    name: EVIDENCE.bundle(name),
    weight,
    say: async ({ query }) => logLikelihoodOf(await score(await query.view(image)), scale),
  };
}
