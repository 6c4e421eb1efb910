import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { PERTURBATION_NAMES, readPerturbations } from "../../../core/pixels/perturbations.ts";
import { perturb } from "../../../server/photo/perturbation.ts";
import { readFixture } from "./pictures.ts";

const LIMITS = { maxBytes: 40e6, maxPixels: 100e6 };

/** Left half red, right half blue, with a white square above the middle. */
function picture(): Sharp {
  const part = (left: number, top: number, width: number, height: number, background: string) => ({
    input: { create: { width, height, channels: 3 as const, background } },
    left,
    top,
  });
  return sharp({ create: { width: 200, height: 100, channels: 3, background: "blue" } }).composite([
    part(0, 0, 100, 100, "red"),
    part(90, 10, 20, 20, "white"),
  ]);
}

async function pixelsOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (y * info.width + x) * info.channels;
    return [...data.subarray(start, start + 3)];
  };
  return { ...info, at };
}

describe("changed photos", () => {
  it("are mirrored, left and right exchanged", async () => {
    const { at, width, height } = await pixelsOf(
      await perturb(await picture().png().toBuffer(), "mirror", LIMITS),
    );
    expect([width, height]).toEqual([200, 100]);
    expect(at(10, 50)).toEqual([0, 0, 255]);
    expect(at(190, 50)).toEqual([255, 0, 0]);
    expect(at(100, 20)).toEqual([255, 255, 255]);
  });

  it("are cut to the middle", async () => {
    const { at, width, height } = await pixelsOf(
      await perturb(await picture().png().toBuffer(), "crop", LIMITS),
    );
    expect([width, height]).toEqual([140, 70]);
    expect([at(69, 40), at(70, 40)]).toEqual([
      [255, 0, 0],
      [0, 0, 255],
    ]);
  });

  it("lose their colours, sharpness or detail, and nothing else", async () => {
    const bytes = await picture().png().toBuffer();
    const grey = await pixelsOf(await perturb(bytes, "grey", LIMITS));
    for (const [r, g, b] of [grey.at(10, 50), grey.at(190, 50)]) expect([g, b]).toEqual([r, r]);
    const blurred = await pixelsOf(await perturb(bytes, "blur", LIMITS));
    expect(blurred.at(10, 50)).toEqual([255, 0, 0]);
    const [r, , b] = blurred.at(100, 60);
    expect(Math.min(r!, b!)).toBeGreaterThan(50);
    const saved = await perturb(bytes, "jpeg", LIMITS);
    expect((await sharp(saved).metadata()).format).toBe("jpeg");
    expect((await pixelsOf(saved)).at(20, 80)[0]).toBeGreaterThan(230);
  });

  it("stand upright, whatever their EXIF says, and have none", async () => {
    const turned = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    for (const name of PERTURBATION_NAMES) {
      const changed = await sharp(await perturb(turned, name, LIMITS)).metadata();
      expect(changed.width!, name).toBeLessThan(changed.height!);
      expect(changed.orientation, name).toBeUndefined();
      expect(changed.exif, name).toBeUndefined();
    }
  });

  it("come of every kind that is read, and are refused as others are", async () => {
    for (const name of ["phone.heic", "landscape.jpg"]) {
      const changed = await perturb(await readFixture(name), "mirror", LIMITS);
      expect((await sharp(changed).metadata()).width, name).toBeGreaterThan(10);
    }
    const cut = (await readFixture("landscape.jpg")).subarray(0, 4000);
    await expect(perturb(cut, "grey", LIMITS)).rejects.toMatchObject({ code: "photo_unreadable" });
  });

  it("are named, or all of them", () => {
    expect(readPerturbations("all")).toEqual(PERTURBATION_NAMES);
    expect(readPerturbations("grey, jpeg")).toEqual(["jpeg", "grey"]);
    expect(() => readPerturbations("grey,sepia")).toThrow(/jpeg, crop.*got "sepia"/);
  });
});
