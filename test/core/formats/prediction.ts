import type { Prediction } from "../../../core/contracts/prediction.ts";
import { cellAt } from "../../../core/earth/cells.ts";
import type { LngLat } from "../../../core/earth/lng-lat.ts";

/** Places whose cells are hard to draw, and one that is easy. */
export const PLACES: Readonly<Record<string, LngLat>> = {
  Paris: [2.3488, 48.8534],
  "Taveuni, on the antimeridian": [179.99, -16.85],
  Chukotka: [-179.9, 66.5],
  "the south pole": [0, -90],
  "the north pole": [0, 90],
};

/** A prediction of one cell per place, at mixed resolutions. */
export function createPrediction(): Prediction {
  const cells = Object.values(PLACES).map((at, i) => ({
    h3: cellAt(at, i % 2 === 0 ? 4 : 5),
    probability: 0.1,
  }));
  return {
    version: 2,
    model: { name: "tiny", version: "1" },
    image: { width: 4, height: 3, sha256: "0".repeat(64), exif: null },
    prior: "photos",
    best: {
      lat: -12.5,
      lng: -77.25,
      expectedScore: 4321,
      expectedErrorKm: 310,
      placeName: "Lima, Peru",
      places: [
        { level: "country", id: "PE", name: "Peru", probability: 0.6, within: "South America" },
      ],
    },
    densest: { lat: 48.8534, lng: 2.3488 },
    places: [],
    regions: [
      {
        mass: 0.5,
        areaKm2: 1234.5,
        cells: 1,
        geometry: {
          type: "MultiPolygon",
          coordinates: [
            [
              [
                [0, 0],
                [1, 0],
                [1, 1],
                [0, 0],
              ],
            ],
          ],
        },
      },
    ],
    cells,
    otherMass: 0.5,
    abstained: null,
    warnings: ["<b> & 'co'"],
    timingMs: { total: 1 },
  };
}
