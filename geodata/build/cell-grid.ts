import { cellArea, cellToBoundary, cellToLatLng, latLngToCell, UNITS } from "h3-js";
import { EARTH_RADIUS_KM, fromVector, toUnitVector } from "../../core/earth/lng-lat.ts";

/** The radius that h3-js computes areas with: WGS84's authalic radius (h3 `constants.h`). */
const H3_RADIUS_KM = 6371.007180918475;

/** Cells by row, with what follows from their geometry alone. */
export interface CellGrid {
  readonly resolution: number;
  /** Ascending H3 indexes. */
  readonly cells: readonly string[];
  readonly rowOf: ReadonlyMap<string, number>;
  /** Centre of each cell: longitude, latitude, degrees. */
  readonly centres: readonly (readonly [lng: number, lat: number])[];
  readonly areaKm2: Float64Array;
  /** As `LandCells.neighbours`. */
  readonly neighbours: Int32Array;
}

/** Areas, centres and neighbours of ascending cells. */
export function createCellGrid(resolution: number, cells: readonly string[]): CellGrid {
  const rowOf = new Map(cells.map((cell, row) => [cell, row]));
  const centres = cells.map((cell) => {
    const [lat, lng] = cellToLatLng(cell);
    return [lng, lat] as const;
  });
  const scale = (EARTH_RADIUS_KM / H3_RADIUS_KM) ** 2;
  const areaKm2 = Float64Array.from(cells, (cell) => cellArea(cell, UNITS.km2) * scale);
  const neighbours = new Int32Array(cells.length * 6).fill(-1);
  cells.forEach((cell, row) => {
    neighboursAcrossEdges(cell, centres[row]!, resolution).forEach((neighbour, edge) => {
      neighbours[row * 6 + edge] = rowOf.get(neighbour) ?? -1;
    });
  });
  return { resolution, cells, rowOf, centres, areaKm2, neighbours };
}

/** The cell across each edge, in the order of the edges: found by stepping over the middle of the edge. */
function neighboursAcrossEdges(
  cell: string,
  centre: readonly [number, number],
  resolution: number,
): string[] {
  const boundary = cellToBoundary(cell).map(([lat, lng]) => toUnitVector([lng, lat]));
  if (boundary.length > 6)
    throw new Error(`${cell}: got ${boundary.length} vertices, edges need an even resolution.`);
  const c = toUnitVector(centre);
  return boundary.map((a, edge) => {
    const b = boundary[(edge + 1) % boundary.length]!;
    // A quarter past the middle of the edge, seen from the centre, is well inside the neighbour.
    const [x, y, z] = [0, 1, 2].map((k) => c[k]! + 1.25 * ((a[k]! + b[k]!) / 2 - c[k]!)) as [
      number,
      number,
      number,
    ];
    const [lng, lat] = fromVector(x, y, z);
    const neighbour = latLngToCell(lat, lng, resolution);
    if (neighbour === cell) throw new Error(`${cell}: edge ${edge} leads back to itself.`);
    return neighbour;
  });
}

/**
 * Which cell each pixel of a global grid lies in: row of `grid.cells`, or -1. Between two pixels of the same cell in a
 * row every `STRIDE` pixels the rest is taken to be the same: at resolution 4 and 0.05 degrees a cell is 8 pixels wide
 * or more, and the error is confined to single pixels at corners.
 */
export function assignPixels(grid: CellGrid, width: number, height: number): Int32Array {
  const pixels = new Int32Array(width * height);
  const step = 360 / width;
  for (let y = 0; y < height; y++) {
    const lat = 90 - (y + 0.5) * step;
    const line = pixels.subarray(y * width, (y + 1) * width);
    const lookUp = (x: number) =>
      grid.rowOf.get(latLngToCell(lat, -180 + (x + 0.5) * step, grid.resolution)) ?? -1;
    line[0] = lookUp(0);
    for (let x = STRIDE; x < width + STRIDE - 1; x += STRIDE) {
      const end = Math.min(x, width - 1);
      line[end] = lookUp(end);
      fillBetween(line, x - STRIDE, end, lookUp);
    }
  }
  return pixels;
}

const STRIDE = 4;

/** Fills a line between two known ends: evenly if they agree, else by looking up the middle. */
function fillBetween(
  line: Int32Array,
  start: number,
  end: number,
  lookUp: (x: number) => number,
): void {
  if (end - start < 2) return;
  if (line[start] === line[end]) {
    line.fill(line[start]!, start + 1, end);
    return;
  }
  const middle = (start + end) >> 1;
  line[middle] = lookUp(middle);
  fillBetween(line, start, middle, lookUp);
  fillBetween(line, middle, end, lookUp);
}
