import type { Position } from "geojson";
import { cutAtAntimeridian } from "./antimeridian.ts";
import { type CellName, cellBoundary, cellId, cellName, cellResolution } from "./cells.ts";
import { roundedCorner, STEPS_PER_DEGREE } from "./corners.ts";
import { densified } from "./densify.ts";
import { dissolve, type Piece, type Walk } from "./dissolve.ts";
import { findCell, type LandCells } from "./land-cells.ts";
import type { LngLat } from "./lng-lat.ts";
import { type Ring, unroll } from "./rings.ts";
import { atOnce, type Steps } from "./steps.ts";
import { createTiling, type Side, type Tiling } from "./tiling.ts";

/** Coordinates of a GeoJSON MultiPolygon. */
export type Outline = Position[][][];

/** Cells finer than the land cells that belong to a set. */
export interface FinerCells {
  readonly names: readonly CellName[];
  /** How they fit in with land cells, which are its coarsest. */
  readonly tiling: Tiling;
}

/** The outline of a set of land cells, 1 per member row, and of finer ones, with a pause every few milliseconds. */
export type OutlineSteps = (members: Uint8Array, finer?: FinerCells) => Steps<Outline>;

/** Cells passed, or edges walked, from one pause to the next. */
const STRIDE = 8000;

/** An edge of a land cell, as 6 * row + edge. */
type Edge = number;

/**
 * Outlines of sets of land cells, found by walking their borders through the table of neighbours: the work grows
 * with the border, not with the area, and no coordinates are compared. Three cells meet at every corner of an H3
 * grid, so the next border edge is always one of two. Where finer cells lie beyond an edge, the walk stops and is
 * dissolved with theirs.
 */
export function createOutlineSteps(cells: LandCells): OutlineSteps {
  const corners = createLandCorners(cells);
  const rowOf = (edge: Edge) => Math.floor(edge / 6);
  const { neighbours } = cells;
  const across = (row: number, side: number) => neighbours[row * 6 + side]!;
  const isMember = (members: Uint8Array, row: number) => row >= 0 && members[row] === 1;

  /** The next edge of the border after one. */
  function after(members: Uint8Array, edge: Edge): Edge {
    const row = rowOf(edge);
    const next = ((edge % 6) + 1) % corners.count(row);
    const neighbour = across(row, next);
    if (!isMember(members, neighbour)) return row * 6 + next;
    return neighbour * 6 + ((sideTowards(neighbour, row) + 1) % corners.count(neighbour));
  }

  function sideTowards(row: number, neighbour: number): number {
    for (let side = 0; side < 6; side++) if (across(row, side) === neighbour) return side;
    throw new Error(`Land cells ${row} and ${neighbour} are neighbours one way only.`);
  }

  /** The walk along the border from an edge until one that was taken or is a seam; marks the edges it takes. */
  function walk(
    members: Uint8Array,
    taken: Uint8Array,
    start: Edge,
    isSeam: (edge: Edge) => boolean,
  ) {
    const positions: LngLat[] = [];
    let edge = start;
    while ((taken[rowOf(edge)]! & (1 << (edge % 6))) === 0 && !isSeam(edge)) {
      taken[rowOf(edge)]! |= 1 << (edge % 6);
      positions.push(corners.at(rowOf(edge), edge % 6));
      edge = after(members, edge);
    }
    return { positions, end: edge };
  }

  /** Marks all members that hang together with one, and returns their edges to what is outside. */
  function* borderOf(members: Uint8Array, seen: Uint8Array, start: number): Steps<Edge[]> {
    const rows = [start];
    const border: Edge[] = [];
    seen[start] = 1;
    for (let i = 0; i < rows.length; i++) {
      if (i % STRIDE === STRIDE - 1) yield;
      const row = rows[i]!;
      const count = corners.count(row);
      for (let side = 0; side < count; side++) {
        const neighbour = neighbours[row * 6 + side]!;
        if (neighbour < 0 || members[neighbour] !== 1) {
          border.push(row * 6 + side);
        } else if (seen[neighbour] === 0) {
          seen[neighbour] = 1;
          rows.push(neighbour);
        }
      }
    }
    return border;
  }

  /** The border from seams on: along the finer cells beyond each, and from there to the next seam. */
  function sidesFrom(
    seams: readonly Edge[],
    members: Uint8Array,
    taken: Uint8Array,
    isSeam: (edge: Edge) => boolean,
    tiling: Tiling,
  ): Side[] {
    const numberAt = (edge: Edge) => tiling.corners.number(corners.at(rowOf(edge), edge % 6));
    return seams.flatMap((seam) => {
      const next = after(members, seam);
      const along = tiling.along({ from: numberAt(seam), to: numberAt(next), bends: [] });
      if (isSeam(next)) return along;
      const { positions, end } = walk(members, taken, next, isSeam);
      return [...along, { from: numberAt(next), to: numberAt(end), bends: positions.slice(1) }];
    });
  }

  return function* (members, finer) {
    const seen = new Uint8Array(cells.count);
    const taken = new Uint8Array(cells.count);
    const split = finer && finer.tiling.split.size > 0 ? splitRows(cells, finer.tiling) : null;
    const isSeam = (edge: Edge) => split !== null && split[across(rowOf(edge), edge % 6)] === 1;
    const polygons: Ring[][] = [];
    const pieces: Piece[] = [];
    const walks: Walk[] = [];
    let parts = 0;
    let work = 0;
    for (let start = 0; start < cells.count; start++) {
      if (members[start] !== 1 || seen[start] === 1) continue;
      const border = yield* borderOf(members, seen, start);
      const seams = split ? border.filter(isSeam) : [];
      if (finer && seams.length > 0) {
        const sides = sidesFrom(seams, members, taken, isSeam, finer.tiling);
        for (const side of sides) pieces.push({ part: parts, side });
      }
      const closed: LngLat[][] = [];
      for (const edge of border) {
        const { positions } = walk(members, taken, edge, isSeam);
        if (positions.length > 0) closed.push(positions);
      }
      work += border.length;
      if (work > STRIDE) {
        work = 0;
        yield;
      }
      if (seams.length === 0) {
        polygons.push(...toPolygons(closed));
        continue;
      }
      for (const positions of closed) walks.push({ part: parts, positions });
      parts++;
    }
    if (finer) {
      yield;
      for (const name of finer.names) {
        for (const side of finer.tiling.around(name)) pieces.push({ part: parts, side });
        parts++;
      }
      const dissolved = dissolve(finer.tiling, parts, pieces, walks);
      yield;
      polygons.push(...dissolved.flatMap(toPolygons));
    }
    return polygons as unknown as Outline;
  };
}

/** The same at once. */
export function createOutliner(
  cells: LandCells,
): (members: Uint8Array, finer?: FinerCells) => Outline {
  const steps = createOutlineSteps(cells);
  return (members, finer) => atOnce(steps(members, finer));
}

/** The land cells that are split into finer ones: 1 per row. */
function splitRows(cells: LandCells, tiling: Tiling): Uint8Array {
  const split = new Uint8Array(cells.count);
  for (const name of tiling.split) {
    const row = findCell(cells, cellId(name));
    if (row >= 0) split[row] = 1;
  }
  return split;
}

/** Corners of land cells as documents write them: asked from H3 once per cell, and kept in 4.3 MB. */
function createLandCorners({ count, ids }: LandCells) {
  const steps = new Int32Array(count * 12);
  const counts = new Uint8Array(count);

  function countOf(row: number): number {
    if (counts[row] === 0) {
      const boundary = cellBoundary(cellName(ids[row]!));
      boundary.map(roundedCorner).forEach(([lng, lat], corner) => {
        steps[row * 12 + corner * 2] = Math.round(lng * STEPS_PER_DEGREE);
        steps[row * 12 + corner * 2 + 1] = Math.round(lat * STEPS_PER_DEGREE);
      });
      counts[row] = boundary.length;
    }
    return counts[row]!;
  }

  return {
    /** 6, or 5 of a pentagon. */
    count: countOf,
    at(row: number, corner: number): LngLat {
      countOf(row);
      const first = row * 12 + corner * 2;
      return [steps[first]! / STEPS_PER_DEGREE, steps[first + 1]! / STEPS_PER_DEGREE];
    },
  };
}

/** Outline of any cells that do not lie under each other, of mixed resolution too. */
export function outlineOf(names: readonly CellName[]): Outline {
  const coarsest = names.reduce((least, name) => Math.min(least, cellResolution(name)), 15);
  const tiling = createTiling(names, coarsest);
  const pieces = names.flatMap((name, part) => {
    return tiling.around(name).map((side) => ({ part, side }));
  });
  return dissolve(tiling, names.length, pieces).flatMap(toPolygons) as unknown as Outline;
}

/** The border of one connected set, walked with the set on the left, as polygons of the map. */
function toPolygons(walks: readonly LngLat[][]): Ring[][] {
  return cutAtAntimeridian(walks.map((walk) => densified(unroll(walk))));
}
