import type { Link } from "../../../core/album/chain.ts";
import { type World, worldOf } from "../../../core/album/world.ts";
import { createRandom } from "../../random.ts";

/** A few cells on a cluster of islands and on the far side, so that every level of blocks has something to part. */
export function smallWorld(count: number, seed: number): World {
  const random = createRandom(seed);
  const lng = new Float32Array(count);
  const lat = new Float32Array(count);
  const weights = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const spread = [0.3, 3, 30][row % 3]!;
    lng[row] = 20 + spread * random.normal();
    lat[row] = 10 + spread * random.normal() * 0.5;
    weights[row] = 0.1 + random.uniform();
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return worldOf(
    { lng, lat },
    weights.map((weight) => weight / sum),
  );
}

/** Photos that say something, by chance, with gaps of minutes to days, and one of unknown order. */
export function someLinks({ count, prior }: World, photos: number, seed: number): Link[] {
  const random = createRandom(seed);
  return Array.from({ length: photos }, (_, t): Link => {
    const density = Float64Array.from({ length: count }, () => Math.exp(2 * random.normal()));
    const mean = density.reduce((sum, value, row) => sum + prior[row]! * value, 0);
    const gaps = [0.2, 5, null, 60];
    return {
      density: density.map((value) => value / mean),
      gapHours: t === 0 ? null : gaps[t % gaps.length]!,
      belongs: 0.5 + 0.5 * random.uniform(),
    };
  });
}
