import { foldersToKML } from "@placemarkio/tokml";
import type { Feature } from "geojson";
import type { Prediction } from "../prediction.ts";
import { type PredictionFeature, predictionToGeoJson } from "./geojson.ts";

/** Colours are aabbggrr. Cells are shaded, regions outlined, so that each can be seen through the other. */
const STYLES = [
  '<Style id="best"><IconStyle><color>ff0055ff</color></IconStyle></Style>',
  '<Style id="region"><LineStyle><color>ff0055ff</color><width>2</width></LineStyle><PolyStyle><fill>0</fill></PolyStyle></Style>',
  '<Style id="cell"><LineStyle><width>0</width></LineStyle><PolyStyle><color>60a0643c</color></PolyStyle></Style>',
].join("");

/** The prediction for Google Earth and GIS: folders of points, regions and cells (the cells switched off). */
export function predictionToKml(prediction: Prediction): string {
  return writeKml(foldersOf(prediction));
}

/** Several predictions in one document, a folder each. */
export function predictionsToKml(
  named: readonly { readonly name: string; readonly prediction: Prediction }[],
): string {
  return writeKml(
    named.map(({ name, prediction }) => ({
      type: "folder" as const,
      meta: { name },
      children: foldersOf(prediction),
    })),
  );
}

type Root = Parameters<typeof foldersToKML>[0];

function writeKml(children: Root["children"]): string {
  const kml = addStyles(foldersToKML({ type: "root", children }));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${kml}\n`;
}

function foldersOf(prediction: Prediction) {
  const { features } = predictionToGeoJson(prediction);
  return [
    toFolder("Best points", features, "best"),
    toFolder("Credible regions", features, "region"),
    toFolder("Cells", features, "cell"),
  ];
}

function toFolder(name: string, features: PredictionFeature[], kind: string) {
  const children = features.filter(({ properties }) => properties.kind === kind).map(toPlacemark);
  return { type: "folder" as const, meta: { name }, children };
}

function toPlacemark({ properties, geometry, id }: PredictionFeature): Feature {
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
      return properties.by === "mode" ? "Most likely point" : "Best expected GeoScore";
    case "region":
      return `${roundPercent(properties.mass)} % region, ${Math.round(properties.areaKm2)} km2`;
    case "cell":
      return `${id}: ${roundPercent(properties.probability)} %`;
  }
}

function roundPercent(share: number): number {
  return Math.round(share * 1e4) / 100;
}

/** The writer knows no styles, and without them Google Earth paints everything opaque white. */
function addStyles(kml: string): string {
  return kml
    .replace("<Document>", `<Document>${STYLES}`)
    .replace(
      /(<Placemark id="(best|region|cell)-[^"]*">[\s\S]*?)(?=<ExtendedData)/g,
      "$1<styleUrl>#$2</styleUrl>",
    );
}
