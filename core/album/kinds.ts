import { scaleWeights } from "./motion.ts";
import { type Advance, confined, createAdvance } from "./step.ts";
import { blockSideKm, type Tessellation } from "./tessellation.ts";
import type { World } from "./world.ts";

/**
 * A kind of trip that an album may be of. All of it lies in one block of a level, which block not being known; inside, a
 * step goes as far as its time allows, or anywhere, its time telling nothing.
 */
export interface Kind {
  /** Before any photo is seen; those of all kinds sum to 1. */
  readonly probability: number;
  readonly tessellation: Tessellation;
  /** Number of the tessellation. */
  readonly turn: number;
  /** Width of the block, km; null for the whole world. */
  readonly extentKm: number | null;
  readonly advance: Advance;
  /** How a step of so many hours is spread over scales; null where the order of two photos is not known. */
  weights(hours: number | null): Float64Array;
}

/** Levels that a trip is confined to: blocks of 2,502, 1,251 and 625 km. */
const CONFINED_TO = [2, 3, 4] as const;

/** Share of trips that are confined to nothing. */
const WORLDWIDE = 0.05;

/**
 * Share of steps of which the time tells nothing: wrong clocks, several cameras, time zones. Pictures tell a region, not a place in
 * it, and err together: where nothing else is known, short steps would only add their errors up (docs/albums.md).
 */
const LOOSE = { amongPictures: 0.3, fromPlaces: 0.1 } as const;

/** @param hasPlaces whether some places are known beside the pictures */
export function kindsOf(world: World, hasPlaces = false): Kind[] {
  const loose = hasPlaces ? LOOSE.fromPlaces : LOOSE.amongPictures;
  const { tessellations } = world;
  return tessellations.flatMap((tessellation, turn) => {
    const advance = createAdvance(tessellation);
    const levels = tessellation.mass.length;
    const kind = (level: number, probability: number): Kind => {
      const anywhere = new Float64Array(levels + 2);
      anywhere[level + 1] = 1;
      return {
        probability,
        tessellation,
        turn,
        extentKm: level < 0 ? null : blockSideKm(level),
        advance,
        weights(hours) {
          if (hours === null) return anywhere;
          const timed = confined(scaleWeights(hours, levels, blockSideKm), level);
          return timed.map((weight, at) => (1 - loose) * weight + loose * anywhere[at]!);
        },
      };
    };
    const share = (1 - WORLDWIDE) / (CONFINED_TO.length * tessellations.length);
    // The whole world is the same block however it is turned.
    const wide = turn === 0 ? [kind(-1, WORLDWIDE)] : [];
    return [...wide, ...CONFINED_TO.map((level) => kind(level, share))];
  });
}
