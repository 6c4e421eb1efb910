import { describe, expect, it } from "vitest";
import { boundsOf, boundsOfPoints } from "../../../client/map/fit.ts";
import { FIJI, IBERIA, makePrediction, outlinedAt } from "../fixtures/prediction.ts";

const box = (west: number, south: number, east: number, north: number) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
];

describe("bounds", () => {
  it("of one box are that box", () => {
    expect(boundsOf({ coordinates: [box(-9, 37, -6, 42)] })).toEqual([
      [-9, 37],
      [-6, 42],
    ]);
  });

  it("of a region cut at 180 reach over it and stay narrow", () => {
    expect(boundsOf({ coordinates: [box(176, -20, 180, -15), box(-180, -20, -178, -15)] })).toEqual(
      [
        [176, -20],
        [182, -15],
      ],
    );
  });

  it("of places on both sides of the Pacific go the short way", () => {
    const [[west], [east]] = boundsOf({
      coordinates: [box(140, 35, 141, 36), box(-123, 37, -122, 38)],
    })!;
    expect([west, east]).toEqual([140, 238]);
  });

  it("around more than half the Earth have the likeliest place in their middle, narrower ones do not care", () => {
    const wide = [box(-123, 37, -122, 38), box(10, 59, 11, 60), box(140, -36, 141, -35)];
    expect(boundsOf({ coordinates: wide }, 10)).toEqual([
      [-170, -36],
      [190, 60],
    ]);
    const narrow = { coordinates: [box(-9, 37, -6, 42)] };
    expect(boundsOf(narrow, 100)).toEqual(boundsOf(narrow));
  });

  it("of places on both sides of the Atlantic go the short way", () => {
    const [[west], [east]] = boundsOf({ coordinates: [box(-75, 40, -74, 41), box(2, 48, 3, 49)] })!;
    expect([west, east]).toEqual([-75, 3]);
  });

  it("of Fiji are Fiji's", () => {
    const region = outlinedAt(makePrediction(FIJI), 0.8);
    const [[west, south], [east, north]] = boundsOf(region.geometry)!;
    expect(west).toBeGreaterThan(176);
    expect(east).toBeGreaterThan(180);
    expect(east - west).toBeLessThan(8);
    expect(south).toBeLessThan(-17.6);
    expect(north).toBeGreaterThan(-17.6);
  });

  it("hold all of a region with several parts", () => {
    const region = outlinedAt(makePrediction(IBERIA), 0.8);
    const [[west, south], [east, north]] = boundsOf(region.geometry)!;
    for (const [lng, lat] of region.geometry.coordinates.flat(2)) {
      expect(lng).toBeGreaterThanOrEqual(west);
      expect(lng).toBeLessThanOrEqual(east);
      expect(lat).toBeGreaterThanOrEqual(south);
      expect(lat).toBeLessThanOrEqual(north);
    }
  });

  it("of parts all around the world are the world", () => {
    const around = [-170, -110, -50, 10, 70, 130].map((lng) => box(lng, 0, lng + 40, 10));
    const [[west], [east]] = boundsOf({ coordinates: around })!;
    expect(east - west).toBe(360);
  });

  it("leave a single cell its surroundings", () => {
    const [[west, south], [east, north]] = boundsOf({ coordinates: [box(10, 50, 10.01, 50.01)] })!;
    expect(east - west).toBeGreaterThan(0.5);
    expect(north - south).toBeGreaterThan(0.5);
  });

  it("of nothing are nothing", () => {
    expect(boundsOf({ coordinates: [] })).toBeNull();
  });
});

describe("bounds of best points", () => {
  it("hold them all", () => {
    const far = [
      { lat: 10, lng: 170 },
      { lat: -20, lng: -170 },
    ];
    expect(boundsOfPoints(far)).toEqual([
      [170, -20],
      [190, 10],
    ]);
    expect(boundsOfPoints([])).toBeNull();
  });

  it("leave room about those that lie close together", () => {
    expect(
      boundsOfPoints([
        { lat: 67, lng: 14 },
        { lat: 67, lng: 14 },
      ]),
    ).toEqual([
      [11, 64],
      [17, 70],
    ]);
    expect(boundsOfPoints([{ lat: -84, lng: 0 }])![0][1]).toBe(-85);
  });
});
