import { describe, expect, it } from "vitest";
import { boundsAround, pointsOf, revealFeatures } from "../../../client/play/map-features.ts";
import { reveal } from "./reveal.ts";

describe("bounds around points", () => {
  it("reach over 180 degrees where that is narrower", () => {
    const [[west], [east]] = boundsAround([
      { lat: 0, lng: 175 },
      { lat: 0, lng: -175 },
    ]);
    expect([west, east]).toEqual([175, 185]);
  });

  it("show one place with its surroundings", () => {
    expect(boundsAround([{ lat: 10, lng: 20 }])).toEqual([
      [18, 8],
      [22, 12],
    ]);
  });
});

describe("what is drawn of a reveal", () => {
  it("is one's own way first, then the model's", () => {
    const roles = (step: number) =>
      revealFeatures([reveal()], step).map(({ properties }) => properties?.role);
    expect(roles(1)).toEqual([]);
    expect(roles(2)).toEqual(["you"]);
    expect(roles(3)).toEqual(["you", "model"]);
  });

  it("keeps a bet's circle in view, unless it is so large that the place would be lost in it", () => {
    expect(pointsOf(reveal({ radiusKm: 500 })).length).toBeGreaterThan(100);
    expect(pointsOf(reveal({ radiusKm: 5000 }))).toHaveLength(3);
  });
});
