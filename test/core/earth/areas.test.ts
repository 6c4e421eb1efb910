import { booleanPointInPolygon } from "@turf/turf";
import type { MultiPolygon, Polygon, Position } from "geojson";
import { describe, expect, it } from "vitest";
import { areaTest } from "../../../core/earth/areas.ts";
import { createRandom } from "../../random.ts";

/** A closed ring that goes once around a middle, its corners nearer and farther. */
function star(random: ReturnType<typeof createRandom>, [x, y]: Position, size: number): Position[] {
  const count = 3 + random.integer(60);
  const corners = Array.from({ length: count }, (_, i): Position => {
    const turn = (2 * Math.PI * i) / count;
    const reach = size * (0.3 + 0.7 * random.uniform());
    return [x! + reach * Math.cos(turn), y! + reach * Math.sin(turn)];
  });
  return [...corners, corners[0]!];
}

describe("areaTest", () => {
  it("agrees with turf on polygons with holes, of one part and of several that overlap", () => {
    const random = createRandom(3);
    for (let trial = 0; trial < 60; trial++) {
      const part = () => {
        const middle = [120 * (random.uniform() - 0.5), 60 * (random.uniform() - 0.5)];
        const hole = star(random, middle, 3).reverse();
        return random.integer(2) ? [star(random, middle, 40), hole] : [star(random, middle, 40)];
      };
      const area: Polygon | MultiPolygon = random.integer(2)
        ? { type: "Polygon", coordinates: part() }
        : { type: "MultiPolygon", coordinates: [part(), part()] };
      const holds = areaTest(area);
      for (let i = 0; i < 300; i++) {
        const at = [200 * (random.uniform() - 0.5), 130 * (random.uniform() - 0.5)] as const;
        expect(holds(at), `${trial}: ${at}`).toBe(booleanPointInPolygon([...at], area));
      }
    }
  });

  it("agrees with turf on the grid that the corners lie on: borders, corners and level edges are inside", () => {
    const area: Polygon = {
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [4, 0],
          [4, 2],
          [6, 2],
          [6, 6],
          [3, 4],
          [0, 6],
          [0, 0],
        ],
        [
          [1, 1],
          [1, 3],
          [3, 3],
          [3, 1],
          [1, 1],
        ],
      ],
    };
    const holds = areaTest(area);
    for (let x = -1; x <= 7; x += 0.5) {
      for (let y = -1; y <= 7; y += 0.5) {
        expect(holds([x, y]), `${x} ${y}`).toBe(booleanPointInPolygon([x, y], area));
      }
    }
  });

  it("holds nothing where a ring is a point or a line", () => {
    const flat: Polygon = {
      type: "Polygon",
      coordinates: [
        [
          [1, 1],
          [2, 1],
          [1, 1],
          [1, 1],
        ],
      ],
    };
    expect(areaTest(flat)([1.5, 1.2])).toBe(false);
    expect(areaTest(flat)([1.5, 1])).toBe(true);
  });
});
