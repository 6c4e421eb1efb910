import type { Position } from "geojson";
import { cutAtAntimeridian } from "./antimeridian.ts";
import { cellBoundary, cellName, cellsOutline } from "./cells.ts";
import type { LandCells } from "./land-cells.ts";
import { type LngLat, roundDegrees } from "./lng-lat.ts";
import { lngRange, normaliseTurn, type Ring, signedArea, unwrap } from "./rings.ts";

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
    const polygons: Ring[][] = [];
    for (let start = 0; start < cells.count; start++) {
      if (members[start] !== 1 || seen[start] === 1) continue;
      const rings: LngLat[][] = [];
      for (const side of borderOf(members, seen, start)) {
        const [row, edge] = [Math.floor(side / 6), side % 6];
        if (taken[row]! & (1 << edge) || edge >= corners.count(row)) continue;
        rings.push(walk(members, taken, row, edge));
      }
      polygons.push(toPolygon(rings));
    }
    return toOutline(polygons);
  };
}

/** Documents write degrees in steps of a hundred-thousandth, so corners fit into 32-bit integers. */
const STEPS_PER_DEGREE = 1e5;

/** Corners of land cells as documents write them: asked from H3 once per cell, and kept in 4.3 MB. */
function createCorners({ count, ids }: LandCells) {
  const steps = new Int32Array(count * 12);
  const counts = new Uint8Array(count);

  function countOf(row: number): number {
    if (counts[row] === 0) {
      const boundary = cellBoundary(cellName(ids[row]!));
      boundary.forEach(([lng, lat], corner) => {
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
  const polygons = cellsOutline(names).map((rings) => toPolygon(rings.map(opened)));
  return toOutline(polygons);
}

/** Raw rings of one connected set -> unwrapped rings, the outer one first, holes moved into its turn. */
function toPolygon(raw: readonly LngLat[][]): Ring[] {
  const rings = raw.map(unwrap);
  const areas = rings.map(signedArea);
  const outerAt = areas.indexOf(areas.reduce((most, area) => Math.max(most, area)));
  const outer = normaliseTurn(rings[outerAt]!);
  if (rings.length === 1) return [outer];
  const [west, east] = lngRange(outer);
  const holes = rings.filter((_, i) => i !== outerAt);
  return [outer, ...holes.map((hole) => movedInto(hole, west, east))];
}

function movedInto(hole: Ring, west: number, east: number): Ring {
  const [holeWest, holeEast] = lngRange(hole);
  const turns = Math.round(((west + east) / 2 - (holeWest + holeEast) / 2) / 360);
  return turns === 0 ? hole : hole.map(([lng, lat]) => [lng + 360 * turns, lat]);
}

/** H3's closed ring, rounded and without its repeated end. */
function opened(ring: LngLat[]): LngLat[] {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  const open = first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring;
  return open.map(([lng, lat]) => [roundDegrees(lng), roundDegrees(lat)]);
}

function toOutline(polygons: readonly Ring[][]): Outline {
  return polygons.flatMap(cutAtAntimeridian) as unknown as Outline;
}
