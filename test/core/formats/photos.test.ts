import { check } from "@placemarkio/check-geojson";
import { parse } from "csv-parse/sync";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import type { Place, Prediction } from "../../../core/contracts/prediction.ts";
import { type PhotoOutcome, summaryOf } from "../../../core/formats/photo-outcome.ts";
import { photosToCsv } from "../../../core/formats/photos-csv.ts";
import { photosToGeoJson } from "../../../core/formats/photos-geojson.ts";
import { photosToKml } from "../../../core/formats/photos-kml.ts";
import { createPrediction } from "./prediction.ts";

const PICTURE = "data:image/jpeg;base64,AAAA";

function place(level: Place["level"], name: string, probability: number): Place {
  return { level, id: name, name, probability, at: { lat: 0, lng: 0 }, within: "Portugal" };
}

const named = [
  place("continent", "Europe", 0.9),
  place("country", "Portugal", 0.7),
  place("division", "Lisboa", 0.6),
  place("city", "Lisbon", 0.4),
];
const plain = createPrediction();
const lisbon: Prediction = {
  ...plain,
  best: { ...plain.best, places: named.map(({ at: _, ...holding }) => holding) },
  places: named,
};
const unsure: Prediction = {
  ...plain,
  best: { ...plain.best, places: [] },
  abstained: { reason: "too_wide", detail: "Half the probability covers a continent." },
};

const outcomes: PhotoOutcome[] = [
  { file: 'a "b", <c>\u0001.jpg', prediction: lisbon, thumbnail: PICTURE },
  { file: "=cmd().jpg", reason: "The file is damaged." },
  { file: "sub/wide.jpg", prediction: unsure },
];

describe("summaryOf", () => {
  it("names the finest place that is likelier than not", () => {
    expect(summaryOf(lisbon)).toMatchObject({
      state: "located",
      place: { name: "Lisboa", probability: 0.6 },
      area50Km2: 1234.5,
      area90Km2: null,
    });
  });

  it("says that and why the model abstains", () => {
    expect(summaryOf(unsure)).toMatchObject({ state: "abstained", place: null });
    expect(summaryOf(unsure).abstention).toContain("covers a continent");
  });
});

describe("photosToCsv", () => {
  const rows = parse(photosToCsv(outcomes), { columns: true }) as Record<string, string>[];

  it("has a row for every photo, with the answer or the reason", () => {
    expect(rows.map(({ state }) => state)).toEqual(["located", "failed", "abstained"]);
    const { lat, lng } = lisbon.best;
    expect(rows[0]).toMatchObject({
      place: "Lisboa, Portugal",
      level: "division",
      probability: "0.6",
      lat: String(lat),
      lng: String(lng),
      area_50_km2: "1234.5",
    });
    expect(rows[1]).toMatchObject({ lat: "", probability: "", reason: "The file is damaged." });
    expect(rows[2]!.reason).toContain("covers a continent");
  });

  it("says how far a file's own position is, and how well it fits the picture", () => {
    const filePosition = { placeName: "Porto, Portugal", distanceKm: 274.1, massBefore: 0.62 };
    const image = { ...lisbon.image, exif: { lat: 41.15, lng: -8.61, takenAt: null } };
    const prediction = { ...lisbon, image, filePosition };
    const [row] = parse(photosToCsv([{ file: "a.jpg", prediction }]), { columns: true });
    expect(row).toMatchObject({ gps_lat: "41.15", gps_km: "274.1", gps_mass_before: "0.62" });
    expect(rows[0]).toMatchObject({ gps_km: "", gps_mass_before: "" });
  });

  it("lets no file's name run as a formula", () => {
    expect(rows[1]!.file).toBe("'=cmd().jpg");
  });
});

describe("photosToGeoJson", () => {
  it("is one valid document with one point per answered photo, and tells the others", () => {
    const document = photosToGeoJson(outcomes);
    expect(check(JSON.stringify(document))).toMatchObject({ type: "FeatureCollection" });
    expect(document.features.map(({ geometry }) => geometry.type)).toEqual(["Point", "Point"]);
    const { lat, lng } = lisbon.best;
    expect(document.features[0]!.geometry).toMatchObject({ coordinates: [lng, lat] });
    expect(document.failed).toEqual([{ file: "=cmd().jpg", reason: "The file is damaged." }]);
  });

  it("adds areas where they are asked for", () => {
    const { features } = photosToGeoJson(outcomes, { areas: 0.5 });
    expect(features.map(({ properties }) => properties.kind)).toEqual([
      "photo",
      "area",
      "photo",
      "area",
    ]);
  });

  it("is a document without photos too", () => {
    expect(photosToGeoJson([])).toEqual({ type: "FeatureCollection", features: [], failed: [] });
    expect(photosToGeoJson([outcomes[1]!]).failed).toHaveLength(1);
  });
});

describe("photosToKml", () => {
  const kml = photosToKml(outcomes);
  interface Folder {
    readonly name: string;
    readonly Placemark: readonly Readonly<Record<string, unknown>>[];
  }
  const parser = new XMLParser({
    htmlEntities: true,
    isArray: (name) => name === "Folder" || name === "Placemark",
  });
  const { Folder: folders } = (parser.parse(kml) as { kml: { Document: { Folder: Folder[] } } }).kml
    .Document;

  it("is well-formed, whatever files are called", () => {
    expect(XMLValidator.validate(kml)).toBe(true);
    expect(folders[0]!.Placemark[0]!.name).toBe('a "b", <c>\ufffd.jpg');
  });

  it("has a placemark for every photo, with its picture in the balloon", () => {
    expect(folders.map(({ name, Placemark }) => [name, Placemark.length])).toEqual([
      ["Photos", 2],
      ["Without an answer", 1],
    ]);
    expect(folders[0]!.Placemark[0]!.description).toContain(`<img src="${PICTURE}"`);
    const { lat, lng } = lisbon.best;
    expect(folders[0]!.Placemark[0]).toMatchObject({ Point: { coordinates: `${lng},${lat}` } });
    expect(folders[1]!.Placemark[0]).toMatchObject({ description: "The file is damaged." });
    expect(folders[1]!.Placemark[0]).not.toHaveProperty("Point");
  });
});
