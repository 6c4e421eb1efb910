import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { predictionsKmlWriter, predictionToKml } from "../../../core/formats/kml.ts";
import { createPrediction } from "./prediction.ts";

interface Folder {
  readonly name: string;
  readonly Placemark: readonly Readonly<Record<string, unknown>>[];
}

const parser = new XMLParser({
  htmlEntities: true,
  isArray: (name) => name === "Folder" || name === "Placemark",
});

describe("predictionToKml", () => {
  const kml = predictionToKml(createPrediction());
  const folders = (parser.parse(kml) as { kml: { Document: { Folder: Folder[] } } }).kml.Document
    .Folder;

  it("is well-formed XML", () => {
    expect(XMLValidator.validate(kml)).toBe(true);
  });

  it("has folders of points, regions and cells", () => {
    expect(folders.map(({ name, Placemark }) => [name, Placemark.length])).toEqual([
      ["Best points", 2],
      ["Credible regions", 1],
      ["Cells", 5],
    ]);
  });

  it("shows regions and hides cells until they are asked for", () => {
    expect(folders[1]!.Placemark[0]).toMatchObject({
      name: "50 % region, 1235 km2",
      visibility: 1,
      styleUrl: "#region",
    });
    for (const cell of folders[2]!.Placemark)
      expect(cell).toMatchObject({ visibility: 0, styleUrl: "#cell" });
  });

  it("puts longitude first", () => {
    expect(folders[0]!.Placemark[0]).toMatchObject({ Point: { coordinates: "-77.25,-12.5" } });
  });
});

describe("predictionsKmlWriter", () => {
  it("makes a folder of each photo, whatever it is called", () => {
    const name = "<a & b>.jpg";
    const writer = predictionsKmlWriter();
    const kml = [
      ...writer.add(name, createPrediction()),
      ...writer.add("b.jpg", createPrediction()),
      writer.end(),
    ].join("");
    expect(XMLValidator.validate(kml)).toBe(true);
    const { Folder } = (parser.parse(kml) as { kml: { Document: { Folder: Folder[] } } }).kml
      .Document;
    expect(Folder.map((folder) => folder.name)).toEqual([name, "b.jpg"]);
  });
});
