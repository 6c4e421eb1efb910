import { describe, expect, it } from "vitest";
import { convertP3ToSrgb } from "../../../core/pixels/display-p3.ts";

describe("convertP3ToSrgb", () => {
  it("leaves greys alone and makes colours stronger", () => {
    expect([...convertP3ToSrgb(new Uint8Array([0, 0, 0, 128, 128, 128, 255, 255, 255]))]).toEqual([
      0, 0, 0, 128, 128, 128, 255, 255, 255,
    ]);
    // Oracle: CSS Color 4 sample code, color(display-p3 0.8 0.4 0.2) = rgb(87.4 % 37.3 % 11.1 %) in sRGB.
    const [red, green, blue] = convertP3ToSrgb(new Uint8Array([204, 102, 51]));
    expect(red).toBeGreaterThan(204);
    expect(green).toBeLessThan(102);
    expect(blue).toBeLessThan(51);
  });
});
