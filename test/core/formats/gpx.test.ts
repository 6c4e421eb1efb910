import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { photosToGpx } from "../../../core/formats/gpx.ts";
import { createPrediction } from "./prediction.ts";

const path = { lat: 38.5, lng: -9 };
const photo = (file: string, belongs: number, at: string | null) => ({
  photo: {
    file,
    prediction: { ...createPrediction(), album: { photos: 3, belongs, bits: 1, path } },
  },
  hours: at === null ? null : Date.parse(at) / 3_600_000,
});

describe("photos as GPX", () => {
  it("have a waypoint each, and a track with times through those that belong", () => {
    const text = photosToGpx([
      photo("a & b.jpg", 0.9, "2026-05-01T10:00:00Z"),
      photo("stray.jpg", 0.1, "2026-05-01T11:00:00Z"),
      photo("late.jpg", 0.8, null),
    ]);
    expect(XMLValidator.validate(text)).toBe(true);
    const { gpx } = new XMLParser({ ignoreAttributes: false }).parse(text);
    expect(gpx.wpt.map(({ name }: { name: string }) => name)).toEqual([
      "a & b.jpg",
      "stray.jpg",
      "late.jpg",
    ]);
    const points = [gpx.trk.trkseg.trkpt].flat();
    expect(points).toHaveLength(2);
    expect(points[0].time).toBe("2026-05-01T10:00:00.000Z");
    expect(points[1].time).toBeUndefined();
  });
});
