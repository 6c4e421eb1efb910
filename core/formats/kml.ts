import { toKML } from "@placemarkio/tokml";
import type { Feature, Geometry } from "geojson";
import type { Prediction } from "../contracts/prediction.ts";
import { type PredictionFeature, toCells, toLandmarks } from "./geojson.ts";
import { escapeXml } from "./xml.ts";

/** Colours are aabbggrr. Cells are shaded, regions outlined, so that each can be seen through the other. */
const STYLES = [
  '<Style id="best"><IconStyle><color>ff0055ff</color></IconStyle></Style>',
  '<Style id="densest"><IconStyle><color>ff808080</color></IconStyle></Style>',
  '<Style id="region"><LineStyle><color>ff0055ff</color><width>2</width></LineStyle><PolyStyle><fill>0</fill></PolyStyle></Style>',
  '<Style id="cell"><LineStyle><width>0</width></LineStyle><PolyStyle><color>60a0643c</color></PolyStyle></Style>',
].join("");

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${STYLES}`;
const TAIL = "</Document></kml>\n";

/** The prediction for Google Earth and GIS: folders of points, regions and cells (the cells switched off). */
export function predictionToKml(prediction: Prediction): string {
  return [...kmlText(prediction)].join("");
}

/** The same, piece by piece. */
export function* kmlText(prediction: Prediction): Generator<string> {
  yield HEAD;
  yield* foldersOf(prediction);
  yield TAIL;
}

/** Text pieces for predictions that come one after another, a folder each; joined they are one document. */
export function predictionsKmlWriter() {
  let opening = HEAD;
  return {
    *add(name: string, prediction: Prediction): Generator<string> {
      yield opening;
      opening = "";
      yield* toFolder(name, foldersOf(prediction));
    },
    end: () => opening + TAIL,
  };
}

function* foldersOf(prediction: Prediction): Generator<string> {
  const landmarks = toLandmarks(prediction);
  const points = landmarks.filter(
    ({ properties }) => properties.kind === "best" || properties.kind === "densest",
  );
  const regions = landmarks.filter(({ properties }) => properties.kind === "region");
  yield* toFolder("Best points", toPlacemarks(points));
  yield* toFolder("Credible regions", toPlacemarks(regions));
  yield* toFolder("Cells", toPlacemarks(toCells(prediction)));
}

function* toFolder(name: string, content: Iterable<string>): Generator<string> {
  yield `<Folder><name>${escapeXml(name)}</name>`;
  yield* content;
  yield "</Folder>";
}

/** Features with a place on the map. */
function* toPlacemarks(features: Iterable<PredictionFeature>): Generator<string> {
  for (const feature of features) {
    if (feature.geometry)
      yield withStyle(contentOf(toPlacemark(feature, feature.geometry)), feature);
  }
}

/** What the writer makes of one feature, out of the document that it wraps it in. */
function contentOf(feature: Feature): string {
  const kml = toKML({ type: "FeatureCollection", features: [feature] });
  return kml.slice(kml.indexOf("<Placemark"), kml.lastIndexOf("</Document>"));
}

/** The writer knows no styles, and without them Google Earth paints everything opaque white. */
function withStyle(placemark: string, { properties }: PredictionFeature): string {
  return placemark.replace(
    "<ExtendedData",
    `<styleUrl>#${properties.kind}</styleUrl><ExtendedData`,
  );
}

function toPlacemark({ properties, id }: PredictionFeature, geometry: Geometry): Feature {
  return {
    type: "Feature",
    id: `${properties.kind}-${id}`,
    geometry,
    properties: {
      ...properties,
      name: toName({ properties, id }),
      visibility: properties.kind !== "cell",
    },
  };
}

function toName({ properties, id }: Pick<PredictionFeature, "properties" | "id">): string {
  switch (properties.kind) {
    case "best":
      return properties.placeName ? `Best point: ${properties.placeName}` : "Best point";
    case "densest":
      return "Highest probability per km2";
    case "region":
      return `${roundPercent(properties.mass)} % region, ${Math.round(properties.areaKm2)} km2`;
    case "cell":
      return `${id}: ${roundPercent(properties.probability)} %`;
  }
}

function roundPercent(share: number): number {
  return Math.round(share * 1e4) / 100;
}
