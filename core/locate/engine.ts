import type { Prior } from "../belief/prior.ts";
import type { ModelSummary } from "../contracts/api.ts";
import type { BundleManifest, SequenceModelName } from "../contracts/bundle.ts";
import type { PriorName } from "../contracts/priors.ts";
import type { Geography } from "../earth/geography.ts";
import type { References } from "../retrieval/references.ts";
import type { HeadReading } from "./attributes.ts";
import type { Evidence } from "./evidence.ts";
import type { GalleryScores } from "./gallery.ts";
import type { Model } from "./model.ts";
import type { Seer } from "./seer.ts";

/** A learned model of photos of one trip. */
export interface EngineSequence extends Pick<Model, "score"> {
  readonly together: NonNullable<Model["together"]>;
  /** What a product of its vectors with those of places counts in the posterior: logit scale times its own temperature. */
  readonly scale: number;
  /** As the engine's own. */
  readonly doubt: number;
  /** What answers albums where nobody asks for one of the two. */
  readonly use: SequenceModelName;
}

/** A bundle, or an ensemble around one, that runs. */
export interface Engine {
  readonly geography: Geography;
  /** What the bundle says of itself. */
  readonly manifest: BundleManifest;
  /** What is told of the bundle or the ensemble. */
  readonly model: ModelSummary;
  readonly seer: Seer;
  /** All that says where a photo was taken, the bundle's own scores first. */
  readonly evidence: readonly Evidence[];
  /** What a cosine of the bundle counts in the posterior: logit scale, temperature and weight. */
  readonly scale: number;
  /** Probability that a photo tells nothing and only the prior is known, 0 to 1; 0 in an ensemble, whose weights are
   * fitted without it. */
  readonly doubt: number;
  readonly gallery: GalleryScores | null;
  /** Null where the bundle has none, and in an ensemble, whose other members it has not seen. */
  readonly sequence: EngineSequence | null;
  /**
   * What the bundle's attribute heads say of a photo; opened when first asked. Empty where it has none that can be used.
   *
   * @param view as the bundle's own image encoder wants it
   */
  heads(view: Float32Array): Promise<readonly HeadReading[]>;
  /** Photos with known places, read when first asked; null where the operator names none. */
  references(): Promise<References | null>;
  prior(name: PriorName): Prior;
  close(): Promise<void>;
}
