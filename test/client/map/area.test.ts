import { describe, expect, it } from "vitest";
import { areaOf, areaOfBounds, draftFeatures } from "../../../client/map/area.ts";
import { AreaSchema } from "../../../core/contracts/hint.ts";

describe("drawn area", () => {
  it("needs three corners", () => {
    expect(areaOf([])).toBeNull();
    expect(
      areaOf([
        [0, 0],
        [1, 1],
      ]),
    ).toBeNull();
  });

  it("counts a corner that was set twice once", () => {
    expect(
      areaOf([
        [0, 0],
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
  });

  it("runs counterclockwise whichever way it was drawn", () => {
    const clockwise = areaOf([
      [0, 0],
      [0, 10],
      [10, 10],
      [10, 0],
    ]);
    expect(clockwise).toEqual({
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
          [0, 0],
        ],
      ],
    });
  });

  it("over the antimeridian has two parts, each valid for the service", () => {
    const area = areaOf([
      [175, -20],
      [185, -20],
      [185, -15],
      [175, -15],
    ])!;
    expect(area.type).toBe("MultiPolygon");
    expect(AreaSchema.safeParse(area).error).toBeUndefined();
  });

  it("drawn on another copy of the world is the same area", () => {
    const here = areaOf([
      [-10, 40],
      [0, 40],
      [0, 45],
    ]);
    const there = areaOf([
      [350, 40],
      [360, 40],
      [360, 45],
    ]);
    expect(there).toEqual(here);
  });
});

describe("area of the map's view", () => {
  it("is a box", () => {
    const area = areaOfBounds([
      [-9, 37],
      [-6, 42],
    ]);
    expect(AreaSchema.safeParse(area).error).toBeUndefined();
    expect(area?.type).toBe("Polygon");
  });

  it("over the antimeridian is two boxes", () => {
    const area = areaOfBounds([
      [170, -20],
      [190, -10],
    ])!;
    expect(AreaSchema.safeParse(area).error).toBeUndefined();
    expect(area.coordinates).toHaveLength(2);
  });

  it("of the whole world is no hint", () => {
    expect(
      areaOfBounds([
        [-200, -80],
        [200, 80],
      ]),
    ).toBeNull();
  });
});

describe("draft", () => {
  it("shows corners, then a line, then a closed shape", () => {
    expect(draftFeatures([[1, 2]]).features).toHaveLength(1);
    const two = draftFeatures([
      [1, 2],
      [3, 4],
    ]);
    expect(two.features.map(({ geometry }) => geometry.type)).toEqual([
      "LineString",
      "Point",
      "Point",
    ]);
    const [line] = draftFeatures([
      [1, 2],
      [3, 4],
      [5, 0],
    ]).features;
    const { coordinates } = line!.geometry as { coordinates: number[][] };
    expect(coordinates.at(-1)).toEqual(coordinates[0]);
  });
});
