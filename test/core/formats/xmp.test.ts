import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { writeXmp } from "../../../core/formats/xmp.ts";

const UNPLACED = {
  ...PREDICTION_EXAMPLE,
  image: { ...PREDICTION_EXAMPLE.image, exif: null },
};
const photo = { file: "a.jpg", prediction: UNPLACED };
const LIGHTROOM = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="uuid:1" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5"/>
</rdf:RDF></x:xmpmeta>`;

describe("writeXmp", () => {
  it("marks the position as an estimate, with its method and error", () => {
    const xmp = writeXmp(photo, null);
    expect(XMLValidator.validate(xmp)).toBe(true);
    expect(xmp).toContain("<exif:GPSLatitude>47,55.267800N</exif:GPSLatitude>");
    expect(xmp).toContain("<exif:GPSProcessingMethod>ESTIMATE FROM PICTURE, Graticule preview 1<");
    // The radius of a circle of 81,200.5 km2.
    expect(xmp).toContain("<exif:GPSHPositioningError>160770<");
    expect(xmp).toContain("<graticule:Area50Km2>81200.5<");
  });

  it("adds to what is there, under its subject, and replaces its own older estimate alone", () => {
    const once = writeXmp(photo, LIGHTROOM);
    expect(XMLValidator.validate(once)).toBe(true);
    expect(once).toContain('xmp:Rating="5"');
    expect(once.match(/rdf:about="uuid:1"/g)).toHaveLength(2);
    const moved = { ...UNPLACED, model: { name: "other", version: "2" } };
    const twice = writeXmp({ file: "a.jpg", prediction: moved }, once);
    expect(twice.match(/graticule:Model>/g)).toHaveLength(2);
    expect(twice).toContain("<graticule:Model>other 2<");
    expect(twice).toContain('xmp:Rating="5"');
  });

  it.each([
    ["somebody else has put one there", photo, LIGHTROOM.replace("xmp:Rating", "GPSLatitude")],
    ["the photo has one of its own", { file: "a.jpg", prediction: PREDICTION_EXAMPLE }, null],
    [
      "the model abstains",
      {
        file: "a.jpg",
        prediction: { ...UNPLACED, abstained: { reason: "too_wide" as const, detail: "Wide." } },
      },
      null,
    ],
  ])("gives no position where %s", (_, unplaced, existing) => {
    const xmp = writeXmp(unplaced, existing);
    expect(xmp).not.toContain("<exif:GPS");
    expect(xmp).toContain("<graticule:Latitude>");
  });

  it.each([
    ["notes of mine", /not XMP/],
    [`${LIGHTROOM}${LIGHTROOM}`, /not XMP/],
    [LIGHTROOM.replace("xmlns:xmp", "xmlns:graticule"), /another program has rewritten/],
  ])("refuses to add to %s", (existing, message) => {
    expect(() => writeXmp(photo, existing)).toThrow(message);
  });
});
