import { fromVector, type LngLat } from "../core/earth/lng-lat.ts";

/** Seeded random numbers for tests (mulberry32), so that a failure can be seen again. */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  /** Standard normal (Box and Muller). */
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    integer: (below: number) => Math.floor(uniform() * below),
    /** Uniform on the sphere. */
    lngLat: (): LngLat => fromVector(normal(), normal(), normal()),
  };
}
