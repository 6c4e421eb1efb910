import { describe, expect, it } from "vitest";
import { bandPath, linePath, scaleOf } from "../../../../core/eval/report/plot-geometry.ts";

const AREA = { from: 1, to: 1e8, isLog: true };
const SHARE = { from: 0, to: 1, isLog: false };

describe("plot geometry", () => {
  it("puts decades at equal distances, and what lies beyond an axis on its end", () => {
    const x = scaleOf(AREA, 100, 900);
    expect([1, 10, 1e4, 1e8].map(x)).toEqual([100, 200, 500, 900]);
    expect([0, 1e12].map(x)).toEqual([100, 900]);
  });

  it("draws upwards where the axis runs upwards", () => {
    const y = scaleOf(SHARE, 200, 0);
    expect([0, 0.25, 1, 2].map(y)).toEqual([200, 150, 0, 0]);
  });

  it("writes lines and closed bands to a tenth", () => {
    const [x, y] = [scaleOf(SHARE, 0, 100), scaleOf(SHARE, 10, 0)];
    const points = [
      [0, 0],
      [0.3333, 0.5],
    ] as const;
    expect(linePath(points, x, y)).toBe("M0 10L33.3 5");
    const band = [
      [0, 0, 0.1],
      [1, 0.5, 0.6],
    ] as const;
    expect(bandPath(band, x, y)).toBe("M0 9L100 4L100 5L0 10Z");
  });
});
