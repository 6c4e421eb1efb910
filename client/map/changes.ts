import type { Feature, FeatureCollection, Polygon } from "geojson";
import type { Changes } from "../../core/contracts/prediction.ts";
import { unwrappedRing } from "../../core/earth/cells.ts";
import { changeBand } from "./change-bands.ts";

/** Filled cells by what the photo changed; those that hints leave out are not drawn. */
export function changeFeatures({ h3, before, after }: Changes): FeatureCollection {
  const features = h3.flatMap((name, i): Feature<Polygon>[] => {
    const [was, is] = [before[i]!, after[i]!];
    if (was === 0 && is === 0) return [];
    const ring = unwrappedRing(name).map(([lng, lat]) => [lng, lat]);
    return [
      {
        type: "Feature",
        properties: { band: changeBand(was, is) },
        geometry: { type: "Polygon", coordinates: [ring] },
      },
    ];
  });
  return { type: "FeatureCollection", features };
}
