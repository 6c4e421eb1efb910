import { describe, expect, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import type { AlbumShare, Prediction } from "../../../core/contracts/prediction.ts";
import { writeXmp } from "../../../core/formats/xmp.ts";
import { placeable } from "../../../server/album/write-back.ts";

const share: AlbumShare = { photos: 2, belongs: 0.98, bits: 1, path: { lat: 1, lng: 2 } };
const photo = (album: AlbumShare, more: Partial<Prediction> = {}) => ({
  file: "a.jpg",
  prediction: {
    ...PREDICTION_EXAMPLE,
    image: { ...PREDICTION_EXAMPLE.image, exif: null },
    best: { ...PREDICTION_EXAMPLE.best, expectedErrorKm: 10 },
    album,
    ...more,
  },
});
const track = { lat: 48.1, lng: 11.5, km: 2 };

describe("places to be written", () => {
  it("are those of the track where it has one, and of the answer otherwise", () => {
    const [tracked] = placeable([photo({ ...share, track })], 25);
    expect(tracked).toMatchObject({ km: 2, isTracked: true });
    expect(tracked!.photo.prediction.best).toMatchObject({ lat: 48.1, lng: 11.5 });
    const [answered] = placeable([photo(share)], 25);
    expect(answered).toMatchObject({ km: 10, isTracked: false });
    expect(answered!.photo.prediction.best).toMatchObject({ lat: PREDICTION_EXAMPLE.best.lat });
  });

  it("leave out what is less sure, does not belong, abstains, or states a place", () => {
    const stated = { ...PREDICTION_EXAMPLE.image, exif: { lat: 1, lng: 2, takenAt: null } };
    expect(placeable([photo(share)], 5)).toEqual([]);
    expect(placeable([photo({ ...share, track, belongs: 0.3 })], 25)).toEqual([]);
    expect(placeable([photo(share, { image: stated })], 25)).toEqual([]);
    const abstained: Prediction["abstained"] = { reason: "too_wide", detail: "unsure" };
    expect(placeable([photo(share, { abstained })], 25)).toEqual([]);
    expect(placeable([photo({ ...share, track }, { abstained })], 25)).toHaveLength(1);
    expect(placeable([{ file: "b.jpg", reason: "torn" }], 25)).toEqual([]);
  });

  it("say in XMP that they are a track's, and how well they are known", () => {
    const [{ photo: placed, km }] = placeable([photo({ ...share, track })], 25) as [
      ReturnType<typeof placeable>[number],
    ];
    const xmp = writeXmp(placed, null, km);
    expect(xmp).toContain("<exif:GPSProcessingMethod>PLACE OF A TRACK AT THAT TIME");
    expect(xmp).toContain("<exif:GPSHPositioningError>2000<");
    expect(xmp).not.toContain("ESTIMATE FROM PICTURE");
  });
});
