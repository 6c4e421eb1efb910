import { check } from "@placemarkio/check-geojson";
import { parse } from "csv-parse/sync";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import type { PhotoOutcome } from "../../../core/formats/photo-outcome.ts";
import { photosCsvWriter } from "../../../core/formats/photos-csv.ts";
import { photosGeoJsonWriter, photosToGeoJson } from "../../../core/formats/photos-geojson.ts";
import { photosKmlWriter } from "../../../core/formats/photos-kml.ts";
import { type PathPoint, pathFeature } from "../../../core/formats/photos-path.ts";
import { createPrediction } from "./prediction.ts";

const PORTUGAL: readonly PathPoint[] = [
  { file: "a <1>.jpg", lat: 38.7, lng: -9.1, time: "2026-05-01T10:00:00" },
  { file: "b.jpg", lat: 41.1, lng: -8.6, time: null },
  { file: "c.jpg", lat: 40.2, lng: -8.4, time: "2026-05-02T09:30:00" },
];

function at(lng: number, lat = 0): PathPoint {
  return { file: `${lng}.jpg`, lat, lng, time: null };
}

const together: PhotoOutcome = {
  file: "a.jpg",
  prediction: {
    ...createPrediction(),
    album: { photos: 3, belongs: 0.98, bits: 2.5, path: { lat: 38.5, lng: -9 } },
  },
};
const alone: PhotoOutcome = { file: "b.jpg", prediction: createPrediction() };

describe("pathFeature", () => {
  it("is a line in the order of the path, with each photo's file and time", () => {
    expect(pathFeature(PORTUGAL)).toEqual({
      type: "Feature",
      geometry: {
        type: "LineString",
        coordinates: [
          [-9.1, 38.7],
          [-8.6, 41.1],
          [-8.4, 40.2],
        ],
      },
      properties: {
        kind: "path",
        files: ["a <1>.jpg", "b.jpg", "c.jpg"],
        times: ["2026-05-01T10:00:00", null, "2026-05-02T09:30:00"],
      },
    });
  });

  it("goes the shorter way around, cut at the antimeridian either way", () => {
    expect(pathFeature([at(170, 10), at(-170, 20)])!.geometry).toEqual({
      type: "MultiLineString",
      coordinates: [
        [
          [170, 10],
          [180, 15],
        ],
        [
          [-180, 15],
          [-170, 20],
        ],
      ],
    });
    expect(pathFeature([at(-175), at(175), at(-175)])!.geometry.coordinates).toHaveLength(3);
  });

  it("is none where there are no two points", () => {
    expect(pathFeature([])).toBeNull();
    expect(pathFeature([at(1)])).toBeNull();
  });
});

describe("files of photos that were solved together", () => {
  it("GeoJSON ends with the path, also where there is no photo beside it", () => {
    const writer = photosGeoJsonWriter({ areas: null, path: PORTUGAL });
    const text = writer.add(together) + writer.add(alone) + writer.end();
    expect(check(text)).toMatchObject({ type: "FeatureCollection" });
    const { features } = JSON.parse(text) as ReturnType<typeof photosToGeoJson>;
    expect(features.map(({ properties }) => properties.kind)).toEqual(["photo", "photo", "path"]);
    expect(features[0]!.properties).toMatchObject({ belongs: 0.98, othersBits: 2.5 });
    expect(features[1]!.properties).not.toHaveProperty("belongs");
    expect(photosToGeoJson([], { areas: null, path: PORTUGAL }).features).toHaveLength(1);
  });

  it("KML has the path and the span of its times, whatever files are called", () => {
    const writer = photosKmlWriter(PORTUGAL);
    const kml = writer.add(together) + writer.end();
    expect(XMLValidator.validate(kml)).toBe(true);
    expect(kml).toContain("<coordinates>-9.1,38.7 -8.6,41.1 -8.4,40.2</coordinates>");
    expect(kml).toContain(
      "<begin>2026-05-01T10:00:00</begin><end>2026-05-02T09:30:00</end></TimeSpan><LineString>",
    );
    expect(photosKmlWriter([at(1)]).end()).not.toContain("LineString");
  });

  it("KML's span begins with the earliest time, whatever the order of the path", () => {
    const kml = photosKmlWriter(PORTUGAL.toReversed()).end();
    expect(kml).toContain("<begin>2026-05-01T10:00:00</begin>");
  });

  it("CSV has further columns, empty for a photo that was not among them", () => {
    const writer = photosCsvWriter(true);
    const text = writer.add(together) + writer.add(alone) + writer.end();
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows[0]).toMatchObject({
      album_belongs: "0.98",
      album_bits: "2.5",
      path_lat: "38.5",
      path_lng: "-9",
    });
    expect(rows[1]).toMatchObject({ album_belongs: "", path_lng: "" });
    const plain = photosCsvWriter();
    expect(plain.add(together)).not.toContain("album_belongs");
  });
});
