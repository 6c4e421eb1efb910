import { fromVector, type LngLat } from "../core/earth/lng-lat.ts";
import { createUniform } from "../core/eval/figures/random.ts";

/** Seeded random numbers for tests, so that a failure can be seen again. */
export function createRandom(seed: number) {
  const uniform = createUniform(seed);
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
