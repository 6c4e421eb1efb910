import { describe, expect, it } from "vitest";
import { labelSides, type ScreenPin } from "../../../client/map/pin-labels.ts";

const MAP = { width: 400, height: 300 };
const pin = (x: number, y: number, wish: ScreenPin["wish"]): ScreenPin => {
  return { x, y, width: 100, height: 18, wish };
};

describe("labelSides", () => {
  it("leaves labels where they are wished while there is room", () => {
    expect(labelSides([pin(200, 100, "east"), pin(200, 200, "west")], MAP)).toEqual([
      "east",
      "west",
    ]);
  });

  it("never lets one leave the map", () => {
    expect(labelSides([pin(380, 100, "east")], MAP)).toEqual(["west"]);
    expect(labelSides([pin(20, 100, "west")], MAP)).toEqual(["east"]);
    expect(labelSides([pin(200, 285, "below")], MAP)).toEqual(["west"]);
    expect(labelSides([pin(-50, 100, "west")], MAP)).toEqual(["none"]);
  });

  it("never lets one cover another; the pin on top is served first", () => {
    expect(labelSides([pin(200, 100, "east"), pin(205, 102, "east")], MAP)).toEqual([
      "west",
      "east",
    ]);
    const crowd = Array.from({ length: 5 }, () => pin(200, 100, "east"));
    expect(labelSides(crowd, MAP).filter((side) => side !== "none")).toHaveLength(3);
  });
});
