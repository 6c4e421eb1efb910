import { describe, expect, it } from "vitest";
import { cropAndNormalise, cropTen, tenCropSpec } from "../../../core/pixels/crop.ts";
import type { RgbImage } from "../../../core/pixels/image.ts";
import { plainSpec } from "./spec.ts";

/** Red is the column, green the row, blue their sum. */
function columnsAndRows(width: number, height: number): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return [x, y, x + y][i % 3]!;
  });
  return { data, width, height };
}

const round = (values: Float32Array) => [...values].map((value) => Math.round(value));

describe("cropAndNormalise", () => {
  it("cuts the centre and lays it out by channel", () => {
    const view = cropAndNormalise(columnsAndRows(5, 4), plainSpec({ size: 2 }));
    expect(round(view)).toEqual([1, 2, 1, 2, 1, 1, 2, 2, 2, 3, 3, 4]);
  });

  it("orders the channels as the bundle says, mean and deviation with them", () => {
    const spec = plainSpec({
      size: 1,
      channels: "bgr",
      mean: [0.5, 0, 0],
      std: [1 / 255, 1 / 510, 1 / 255],
    });
    const view = cropAndNormalise(columnsAndRows(200, 9), spec, { left: 150, top: 7 });
    expect(view[0]).toBeCloseTo(157 - 127.5, 3);
    expect(view[1]).toBeCloseTo(14, 3);
    expect(view[2]).toBeCloseTo(150, 3);
  });
});

describe("cropTen", () => {
  it("takes corners and centre, then the same mirrored", () => {
    const views = cropTen(columnsAndRows(5, 4), plainSpec({ size: 2 })).map(round);
    const columns = views.map((view) => view.slice(0, 2));
    const rows = views.map((view) => [view[4], view[6]]);
    const leftToRight = [
      [0, 1],
      [3, 4],
      [0, 1],
      [3, 4],
      [1, 2],
    ];
    const topToBottom = [
      [0, 1],
      [0, 1],
      [2, 3],
      [2, 3],
      [1, 2],
    ];
    expect(columns).toEqual([...leftToRight, ...leftToRight.map((pair) => pair.toReversed())]);
    expect(rows).toEqual([...topToBottom, ...topToBottom]);
  });

  it("asks for a picture 8/7 as large", () => {
    expect(tenCropSpec(plainSpec({ size: 224, resizeTo: 224 }))).toMatchObject({
      size: 224,
      resizeTo: 256,
    });
    expect(tenCropSpec(plainSpec({ size: 224, resizeTo: 300 }))).toMatchObject({ resizeTo: 300 });
    expect(tenCropSpec(plainSpec({ size: 224, resize: "squash" }))).toMatchObject({
      size: 256,
      resizeTo: 256,
    });
  });
});
