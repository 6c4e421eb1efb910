import { getPentagons } from "h3-js";
import { describe, expect, it } from "vitest";
import { cellAt, cellChildren, cellSides } from "../../../core/earth/cells.ts";
import { createCorners } from "../../../core/earth/corners.ts";
import { createTiling, sideKey, turned } from "../../../core/earth/tiling.ts";
import { createRandom } from "../../random.ts";

const random = createRandom(21);

/** Random cells of a resolution, and its pentagons. */
function someCells(resolution: number): string[] {
  const cells = Array.from({ length: 300 }, () => {
    const lat = (Math.asin(2 * random.uniform() - 1) * 180) / Math.PI;
    return cellAt([360 * random.uniform() - 180, lat], resolution);
  });
  return [...new Set([...getPentagons(resolution), ...cells])];
}

describe("createTiling", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    "finds every corner of a cell of resolution %i among its children's",
    (resolution) => {
      for (const name of someCells(resolution)) {
        const children = cellChildren(name);
        const { corners } = createTiling(children, resolution);
        const known = new Set(
          children.flatMap((child) => cellSides(child).map(({ from }) => corners.number(from))),
        );
        for (const { from } of cellSides(name)) expect(known, name).toContain(corners.number(from));
      }
    },
  );

  it("draws a cell and the split one beside it along the same corners", () => {
    for (const name of someCells(4)) {
      const children = cellChildren(name);
      const tiling = createTiling(children, 4);
      const around = children.flatMap((child) => tiling.around(child));
      const keys = new Set(around.map(sideKey));
      const border = around.filter((side) => !keys.has(sideKey(turned(side))));
      const beyond = cellSides(name).flatMap(({ from, to }) => {
        const [start, end] = [tiling.corners.number(to), tiling.corners.number(from)];
        return tiling.along({ from: start, to: end, bends: [] });
      });
      expect(new Set(beyond.map((side) => sideKey(turned(side))))).toEqual(
        new Set(border.map(sideKey)),
      );
    }
  });
});

describe("createCorners", () => {
  it("gives one number to one place, though its computations round apart", () => {
    const corners = createCorners();
    const number = corners.number([10.000005 - 1e-12, -20.000005 - 1e-12]);
    expect(corners.number([10.000005 + 1e-12, -20.000005 + 1e-12])).toBe(number);
    expect(corners.number([10.00001, -20.00002])).not.toBe(number);
  });

  it("knows a corner on the antimeridian from both sides", () => {
    const corners = createCorners();
    expect(corners.number([180, 5])).toBe(corners.number([-180, 5]));
    expect(corners.position(corners.number([180, 5]))).toEqual([-179.99999, 5]);
  });
});
