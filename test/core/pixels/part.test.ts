import { describe, expect, it } from "vitest";
import type { ImageSpec } from "../../../core/contracts/bundle.ts";
import { coverParts } from "../../../core/pixels/cover.ts";
import { cropAndNormalise } from "../../../core/pixels/crop.ts";
import { gridParts, seenPart, withinSeen } from "../../../core/pixels/part.ts";

const SPEC: ImageSpec = {
  file: "image.onnx",
  input: "in",
  output: "out",
  size: 32,
  resize: "shortest",
  resizeTo: 32,
  crop: "centre",
  resample: "bicubic",
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
  channels: "rgb",
};

describe("seenPart", () => {
  it("is the middle square of a wide photo and of a tall one", () => {
    expect(seenPart({ width: 200, height: 100 }, SPEC)).toEqual({
      left: 0.25,
      top: 0,
      width: 0.5,
      height: 1,
    });
    expect(seenPart({ width: 100, height: 200 }, SPEC)).toMatchObject({ top: 0.25, height: 0.5 });
  });

  it("is all of a photo that is squashed, and less where more is cropped", () => {
    const whole = { left: 0, top: 0, width: 1, height: 1 };
    expect(seenPart({ width: 200, height: 100 }, { ...SPEC, resize: "squash" })).toEqual(whole);
    const cropped = seenPart({ width: 64, height: 64 }, { ...SPEC, resizeTo: 64 });
    expect(cropped).toEqual({ left: 0.25, top: 0.25, width: 0.5, height: 0.5 });
  });

  it("lies in the middle of a strip that is longer than is decoded", () => {
    const { left, width } = seenPart({ width: 10_000, height: 100 }, SPEC);
    expect(width).toBeCloseTo(0.01, 6);
    expect(left + width / 2).toBeCloseTo(0.5, 6);
  });
});

describe("gridParts", () => {
  it("fills what is seen and nothing else, row by row", () => {
    const seen = { left: 0.2, top: 0.1, width: 0.6, height: 0.8 };
    const parts = gridParts(seen, 3, 4);
    expect(parts).toHaveLength(12);
    const area = parts.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(area).toBeCloseTo(0.48, 9);
    expect(parts[0]).toMatchObject({ left: 0.2, top: 0.1 });
    expect(parts[3]!.left + parts[3]!.width).toBeCloseTo(0.8, 9);
    expect(parts[4]!.top).toBeGreaterThan(parts[3]!.top);
  });
});

describe("coverParts", () => {
  /** A view whose left half is black and whose right half is white, but for one channel. */
  const view = () => {
    const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) =>
      i % 3 === 0 || Math.floor(i / 3) % 32 >= 16 ? 255 : 0,
    );
    return cropAndNormalise({ width: 32, height: 32, data }, SPEC);
  };

  it("puts each channel's mean where a part lies and leaves the rest", () => {
    const before = view();
    const after = coverParts(before, 32, [{ left: 0, top: 0, width: 0.25, height: 0.5 }]);
    const at = (channel: number, x: number, y: number) => after[channel * 1024 + y * 32 + x]!;
    expect(at(0, 0, 0)).toBe(1);
    expect(at(1, 0, 0)).toBe(0);
    expect(at(1, 7, 15)).toBe(0);
    expect(at(1, 8, 15)).toBe(-1);
    expect(at(1, 7, 16)).toBe(-1);
    expect(before).toEqual(view());
  });

  it("covers all of it, piece by piece or at once, and passes over what lies outside", () => {
    const whole = { left: 0, top: 0, width: 1, height: 1 };
    const pieces = coverParts(view(), 32, gridParts(whole, 7, 7));
    expect(pieces).toEqual(coverParts(view(), 32, [whole]));
    expect(coverParts(view(), 32, [{ left: 1.2, top: -1, width: 1, height: 0.5 }])).toEqual(view());
  });

  it("leaves a view of one colour as it is", () => {
    const data = new Uint8Array(32 * 32 * 3).fill(77);
    const plain = cropAndNormalise({ width: 32, height: 32, data }, SPEC);
    expect(coverParts(plain, 32, [{ left: 0.3, top: 0.3, width: 0.3, height: 0.3 }])).toEqual(
      plain,
    );
  });

  it("covers the same part of the photo for encoders that see different parts of it", () => {
    const photo = { width: 200, height: 100 };
    const part = { left: 0.25, top: 0, width: 0.25, height: 1 };
    expect(withinSeen(part, seenPart(photo, SPEC))).toMatchObject({ left: 0, width: 0.5 });
    const squash = seenPart(photo, { ...SPEC, resize: "squash" });
    expect(withinSeen(part, squash)).toMatchObject({ left: 0.25, width: 0.25 });
  });
});
