import { describe, expect, it } from "vitest";
import { clipToMeridians, extent, unwrapLine, unwrapPolygon } from "../../geodata/build/rings.ts";

describe("rings laid out flat", () => {
  it("have no step longer than 180 degrees", () => {
    const line = [
      [170, 0],
      [-175, 1],
      [-170, 2],
      [175, 3],
    ];
    expect(unwrapLine(line)).toEqual([
      [170, 0],
      [185, 1],
      [190, 2],
      [175, 3],
    ]);
  });

  it("close along the pole when they go around it", () => {
    const ring = [
      [-90, -70],
      [0, -72],
      [90, -68],
      [170, -74],
      [-170, -78],
      [-90, -70],
    ];
    const [outer] = unwrapPolygon([ring]);
    expect(extent(outer!)).toEqual([-180, 180]);
    const drawn = new Set(outer!.map(String));
    const corners = ["-180,-90", "180,-90", "-180,-76", "180,-76"];
    expect(drawn).toEqual(new Set([...corners, ...ring.map(String)]));
  });

  it("keep holes inside their outer ring", () => {
    const square = (west: number, size: number) =>
      [
        [0, 0],
        [size, 0],
        [size, size],
        [0, size],
        [0, 0],
      ].map(([x, y]) => [west + x! > 180 ? west + x! - 360 : west + x!, y!]);
    const [outer, hole] = unwrapPolygon([square(170, 30), square(-175, 5)]);
    expect(extent(outer!)).toEqual([170, 200]);
    expect(extent(hole!)).toEqual([185, 190]);
  });

  it("are cut along meridians", () => {
    const ring = [
      [170, 0],
      [190, 0],
      [190, 20],
      [170, 20],
      [170, 0],
    ];
    const [west] = clipToMeridians([ring], -180, 180);
    const [east] = clipToMeridians([ring], 180, 540);
    expect(extent(west!)).toEqual([170, 180]);
    expect(extent(east!)).toEqual([180, 190]);
    expect(clipToMeridians([ring], 0, 90)).toEqual([]);
  });
});
