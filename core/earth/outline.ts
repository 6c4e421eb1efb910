import type { Position } from "geojson";
import { cutAtAntimeridian } from "./antimeridian.ts";
import { cellBoundary, cellName, cellsOutline } from "./cells.ts";
import { densified } from "./densify.ts";
import type { LandCells } from "./land-cells.ts";
import { type LngLat, roundDegrees } from "./lng-lat.ts";
import { type Ring, unroll } from "./rings.ts";

/** Coordinates of a GeoJSON MultiPolygon. */
export type Outline = Position[][][];

/**
 * Outlines of sets of land cells, found by walking their borders through the table of neighbours: the work grows
 * with the border, not with the area, and no coordinates are compared. Three cells meet at every corner of an H3
 * grid, so the next border edge is always one of two.
 */
export function createOutliner(cells: LandCells): (members: Uint8Array) => Outline {
  const corners = createCorners(cells);
  const across = (row: number, edge: number) => cells.neighbours[row * 6 + edge]!;
  const isMember = (members: Uint8Array, row: number) => row >= 0 && members[row] === 1;

  /** The closed walk along the border that starts with an edge; marks the edges it takes. */
  function walk(members: Uint8Array, taken: Uint8Array, row: number, edge: number): LngLat[] {
    const positions: LngLat[] = [];
    while ((taken[row]! & (1 << edge)) === 0) {
      taken[row]! |= 1 << edge;
      positions.push(corners.at(row, edge));
      const next = (edge + 1) % corners.count(row);
      const neighbour = across(row, next);
      if (isMember(members, neighbour)) {
        edge = (edgeTowards(neighbour, row) + 1) % corners.count(neighbour);
        row = neighbour;
      } else {
        edge = next;
      }
    }
    return positions;
  }

  function edgeTowards(row: number, neighbour: number): number {
    for (let edge = 0; edge < 6; edge++) if (across(row, edge) === neighbour) return edge;
    throw new Error(`Land cells ${row} and ${neighbour} are neighbours one way only.`);
  }

  /** Marks all members that hang together with one, and returns their edges to what is outside, as 6 * row + edge. */
  function borderOf(members: Uint8Array, seen: Uint8Array, start: number): number[] {
    const rows = [start];
    const border: number[] = [];
    seen[start] = 1;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      for (let edge = 0; edge < 6; edge++) {
        const neighbour = across(row, edge);
        if (!isMember(members, neighbour)) {
          border.push(row * 6 + edge);
        } else if (seen[neighbour] === 0) {
          seen[neighbour] = 1;
          rows.push(neighbour);
        }
      }
    }
    return border;
  }

  return (members) => {
    const seen = new Uint8Array(cells.count);
    const taken = new Uint8Array(cells.count);
    const outline: Ring[][] = [];
    for (let start = 0; start < cells.count; start++) {
      if (members[start] !== 1 || seen[start] === 1) continue;
      const rings: LngLat[][] = [];
      for (const side of borderOf(members, seen, start)) {
        const [row, edge] = [Math.floor(side / 6), side % 6];
        if (taken[row]! & (1 << edge) || edge >= corners.count(row)) continue;
        rings.push(walk(members, taken, row, edge));
      }
      outline.push(...toPolygons(rings));
    }
    return outline as unknown as Outline;
  };
}

/** Documents write degrees in steps of a hundred-thousandth, so corners fit into 32-bit integers. */
const STEPS_PER_DEGREE = 1e5;

/** A metre east of the antimeridian. */
const BESIDE_ANTIMERIDIAN = -179.99999;

/** Corners of land cells as documents write them: asked from H3 once per cell, and kept in 4.3 MB. */
function createCorners({ count, ids }: LandCells) {
  const steps = new Int32Array(count * 12);
  const counts = new Uint8Array(count);

  function countOf(row: number): number {
    if (counts[row] === 0) {
      const boundary = cellBoundary(cellName(ids[row]!));
      boundary.map(rounded).forEach(([lng, lat], corner) => {
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

/** Outline of any cells of one resolution, for the few that are not land cells. */
export function outlineOf(names: readonly string[]): Outline {
  if (names.length === 0) return [];
  const polygons = cellsOutline(names).flatMap((rings) => toPolygons(rings.map(opened)));
  return polygons as unknown as Outline;
}

/** The border of one connected set, walked with the set on the left, as polygons of the map. */
function toPolygons(walks: readonly LngLat[][]): Ring[][] {
  return cutAtAntimeridian(walks.map((walk) => densified(unroll(walk))));
}

/** H3's closed ring, rounded and without its repeated end. */
function opened(ring: LngLat[]): LngLat[] {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  const open = first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring;
  return open.map(rounded);
}

/** A corner as documents write it. None lies on the antimeridian itself: which side it is on is clear. */
function rounded([lng, lat]: LngLat): LngLat {
  const near = roundDegrees(lng);
  return [Math.abs(near) === 180 ? BESIDE_ANTIMERIDIAN : near, roundDegrees(lat)];
}
