import { agreementOf, type Parts } from "./belonging.ts";
import { type Level, levelOf, massesIn, profileOf, toLogRatios } from "./emission.ts";
import { MERGED_LEVEL } from "./merging.ts";
import type { AlbumPhoto } from "./photo.ts";
import { copyShare } from "./sharing.ts";
import type { World } from "./world.ts";

/** A photo of an album with all that is drawn from it and from its pairs, whatever is added later. */
export interface Member {
  readonly photo: AlbumPhoto;
  /** Logarithm of its likelihood ratio, one per cell: in the array of the photo's belief. */
  readonly logs: Float32Array;
  /** What it says by itself: divergence of its belief from the prior, nats. */
  readonly information: number;
  readonly profile: Float64Array;
  readonly parts: Parts;
  /** Its belief over the blocks that `merge` puts together. */
  readonly blocks: Float64Array;
  /** How well it foretells itself, nats. */
  readonly self: number;
  /** How well it and each member before it foretell each other, nats. */
  readonly agreements: Float64Array;
  /** How far it and each member before it are copies, 0 to 1. */
  readonly copies: Float64Array;
}

/** The blocks that members are compared over. */
export interface Levels {
  /** In which photos of one album err together. */
  readonly region: Level;
  readonly merged: Level;
}

/** Level of the blocks, 625 km wide, one above those that are merged, that agreement is measured in. */
const REGION_LEVEL = 4;

export function levelsOf(world: World): Levels {
  return { region: levelOf(world, REGION_LEVEL), merged: levelOf(world, MERGED_LEVEL) };
}

/** Takes the photo's belief over. */
export function memberOf(
  world: World,
  { region, merged }: Levels,
  photo: AlbumPhoto,
  before: readonly Member[],
): Member {
  const { belief } = photo;
  const parts = partsOf(belief, region);
  const blocks = massesIn(belief, merged.blocks[0]!, merged.prior[0]!.length);
  const information = toLogRatios(world, belief);
  const profile = profileOf(world, belief);
  return {
    ...{ photo, logs: belief, information, profile, parts, blocks },
    self: agreementOf(parts, parts),
    agreements: Float64Array.from(before, (other) => agreementOf(parts, other.parts)),
    copies: Float64Array.from(before, (other) => copyShare(profile, other.profile)),
  };
}

function partsOf(belief: Float32Array, { blocks, prior }: Level): Parts {
  return blocks.map((rows, turn) => {
    const before = prior[turn]!;
    const masses = massesIn(belief, rows, before.length);
    return Float32Array.from(masses, (mass, b) => mass / Math.sqrt(before[b]!));
  });
}
