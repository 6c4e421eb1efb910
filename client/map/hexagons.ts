import type { Feature } from "geojson";
import type { GeoJSONSource } from "maplibre-gl";
import type { CellProbability } from "../../core/contracts/prediction.ts";
import { bandsOf } from "./bands.ts";
import { cellFeature } from "./features.ts";

/** Features that are handed to the map's worker at once: each is copied on the page's thread. */
const HANDED_AT_ONCE = 1000;
/** Work between two pauses; half a frame. */
const TURN_MS = 8;

/** The hexagons of an answer on the map. */
export interface Hexagons {
  /** Draws the cells, heaviest first and in turns, so that 5,000 of them hold up no frame. The latest call wins. */
  show(cells: readonly CellProbability[]): Promise<void>;
}

export function createHexagons(
  source: () => Pick<GeoJSONSource, "setData" | "updateData"> | undefined,
): Hexagons {
  let wanted: readonly CellProbability[] = [];
  return {
    async show(cells) {
      wanted = cells;
      const bands = bandsOf(cells);
      let features: Feature[] = [];
      let isFirst = true;

      // The next part is made after the last one has arrived, so that parts never pile up into a large one.
      async function hand(): Promise<void> {
        const part = features;
        features = [];
        if (isFirst) await source()?.setData({ type: "FeatureCollection", features: part });
        else await source()?.updateData({ add: part });
        isFirst = false;
      }

      let turnEnds = performance.now() + TURN_MS;
      for (const [rank, cell] of cells.entries()) {
        if (performance.now() > turnEnds) {
          await new Promise((resolve) => setTimeout(resolve));
          turnEnds = performance.now() + TURN_MS;
        }
        if (features.length === HANDED_AT_ONCE) await hand();
        if (wanted !== cells) return;
        features.push(cellFeature(cell, rank, bands[rank]!));
      }
      await hand();
    },
  };
}
