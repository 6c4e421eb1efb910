import { describe, expect, it } from "vitest";
import { acceptedTypes, formatNames, pixelLimits, refuse } from "../../../client/ask/intake.ts";
import type { Features } from "../../../core/contracts/api.ts";

const FEATURES: Features = {
  version: "0.1.0",
  uploads: true,
  tokenRequired: false,
  modelDownloads: false,
  maxPhotoBytes: 1000,
  maxMegapixels: 100,
  megapixelLimits: [
    { kind: "HEIC", maxMegapixels: 49.8 },
    { kind: "progressive CMYK JPEG", maxMegapixels: 43 },
    { kind: "JPEG", maxMegapixels: 100 },
  ],
  photoTypes: ["image/jpeg", "image/webp", "image/heic"],
  albumDays: 30,
  maxAlbumPhotos: 2000,
  finestResolution: 9,
  basemap: { kind: "own" },
  reason: null,
  attribution: "",
};

const file = (name: string, type: string, bytes = 10) =>
  new File([new Uint8Array(bytes)], name, { type });

describe("intake", () => {
  it("takes photos by type, and by name where the system knows no type", () => {
    expect(refuse(file("a.jpg", "image/jpeg"), FEATURES)).toBeNull();
    expect(refuse(file("a.HEIC", ""), FEATURES)).toBeNull();
    expect(refuse(file("a.heic", "application/octet-stream"), FEATURES)).toBeNull();
  });

  it("refuses what is no photo, saying what it is and what is wanted", () => {
    expect(refuse(file("a.pdf", "application/pdf"), FEATURES)).toMatchObject({
      code: "photo_type_unsupported",
      detail: expect.stringMatching(/application\/pdf.*JPEG, WebP, HEIC/),
      canRetry: false,
    });
    expect(refuse(file("a.svg", "image/svg+xml"), FEATURES)?.code).toBe("photo_type_unsupported");
  });

  it("refuses what is empty or too large before it is sent", () => {
    expect(refuse(file("a.jpg", "image/jpeg", 0), FEATURES)?.code).toBe("photo_missing");
    expect(refuse(file("a.jpg", "image/jpeg", 1000), FEATURES)).toBeNull();
    expect(refuse(file("a.jpg", "image/jpeg", 1001), FEATURES)?.code).toBe("photo_too_large");
    expect(refuse(file("a.jpg", "image/jpeg", 1001), null)).toBeNull();
  });

  it("refuses everything while uploads are off", () => {
    const off = { ...FEATURES, uploads: false };
    expect(refuse(file("a.jpg", "image/jpeg"), off)?.code).toBe("uploads_off");
  });

  it("names formats as people do", () => {
    expect(formatNames(FEATURES)).toEqual(["JPEG", "WebP", "HEIC"]);
    expect(acceptedTypes(FEATURES)).toBe("image/jpeg,image/webp,image/heic,.heic,.heif");
    expect(formatNames(null)).toContain("HEIC");
  });

  it("names the kinds that may have fewer pixels than others", () => {
    expect(pixelLimits(FEATURES)).toBe("100 megapixels (HEIC 49)");
    expect(pixelLimits({ ...FEATURES, maxMegapixels: 12, megapixelLimits: [] })).toBe(
      "12 megapixels",
    );
  });
});
