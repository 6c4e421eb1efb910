import { describe, expect, it } from "vitest";
import { type Chained, chain, type Link } from "../../../core/album/chain.ts";
import { type Kind, kindsOf } from "../../../core/album/kinds.ts";
import { likeliestPath } from "../../../core/album/path.ts";
import { stepDensity } from "../../../core/album/step.ts";
import type { World } from "../../../core/album/world.ts";
import { smallWorld, someLinks } from "./small-world.ts";

const CELLS = 7;

function solved(world: World, links: readonly Link[]): Chained {
  return last(
    chain(world, links, { room: (count) => new Float64Array(count), mostKinds: Infinity }),
  );
}

function last<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Every way through the cells, by the definition: what is added up cell by cell here is added up block by block there. */
function everyWay(
  world: World,
  links: readonly Link[],
  { tessellation, weights }: Kind,
  visit: (rows: readonly number[], probability: number) => void,
): void {
  const go = (rows: readonly number[], probability: number): void => {
    const t = rows.length;
    if (t === links.length) {
      visit(rows, probability);
      return;
    }
    const { density, belongs, gapHours } = links[t]!;
    for (let row = 0; row < world.count; row++) {
      const moved =
        t === 0 ? 1 : stepDensity(rows[t - 1]!, row, world.prior, tessellation, weights(gapHours));
      const seen = belongs * density[row]! + 1 - belongs;
      go([...rows, row], probability * world.prior[row]! * moved * seen);
    }
  };
  go([], 1);
}

describe("chain", () => {
  it.each([1, 2, 3])("agrees with every way through a small world (%d)", (seed) => {
    const world = smallWorld(CELLS, seed);
    const links = someLinks(world, 4, seed + 10);
    const kinds = kindsOf(world);
    let evidence = 0;
    // Of each photo: the probability of its cell by the others, its own likelihood taken out.
    const expected = links.map(() => new Float64Array(world.count));
    for (const kind of kinds) {
      everyWay(world, links, kind, (rows, probability) => {
        const p = kind.probability * probability;
        evidence += p;
        rows.forEach((row, t) => {
          const { density, belongs } = links[t]!;
          expected[t]![row]! += p / (belongs * density[row]! + 1 - belongs);
        });
      });
    }
    const { messages, logEvidence } = solved(world, links);
    expect(logEvidence).toBeCloseTo(Math.log(evidence), 9);
    messages.forEach((message, t) => {
      const total = expected[t]!.reduce((sum, value) => sum + value, 0);
      for (let row = 0; row < world.count; row++) {
        expect(world.prior[row]! * message[row]!).toBeCloseTo(expected[t]![row]! / total, 9);
      }
    });
  });

  it.each([4, 5])("finds the likeliest of all ways (%d)", (seed) => {
    const world = smallWorld(CELLS, seed);
    const links = someLinks(world, 4, seed + 10);
    for (const kind of kindsOf(world)) {
      let best = { rows: [] as readonly number[], probability: 0 };
      everyWay(world, links, kind, (rows, probability) => {
        if (probability > best.probability) best = { rows, probability };
      });
      expect(last(likeliestPath(links, kind))).toEqual(best.rows);
    }
  });

  it("says of one photo nothing but the prior", () => {
    const world = smallWorld(CELLS, 6);
    const { messages, logEvidence } = solved(world, someLinks(world, 1, 7));
    expect(logEvidence).toBeCloseTo(0, 12);
    messages[0]!.forEach((density) => {
      expect(density).toBeCloseTo(1, 12);
    });
  });

  it("tells how much is done, and begins nothing that is not asked for", () => {
    const world = smallWorld(CELLS, 8);
    const told = [...chain(world, someLinks(world, 5, 9))];
    expect(told.length).toBeGreaterThan(5);
    expect(told.every((done, i) => done >= (told[i - 1] ?? 0) && done <= 1)).toBe(true);
    expect(told.at(-1)).toBeCloseTo(1, 12);
  });
});
