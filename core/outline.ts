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
 *
 * Corners are asked from H3 once per cell and kept (up to 8.5 MB for all land cells).
 */
export function createOutliner(cells: LandCells): (members: Uint8Array) => Outline {
  const corners: (LngLat[] | undefined)[] = new Array(cells.count);
  const cornersOf = (row: number) => (corners[row] ??= rounded(cellName(cells.ids[row]!)));
  const across = (row: number, edge: number) => cells.neighbours[row * 6 + edge]!;
  const isMember = (members: Uint8Array, row: number) => row >= 0 && members[row] === 1;

  /** The closed walk along the border that starts with an edge; marks the edges it takes. */
  function walk(members: Uint8Array, taken: Uint8Array, row: number, edge: number): LngLat[] {
    const positions: LngLat[] = [];
    while ((taken[row]! & (1 << edge)) === 0) {
      taken[row]! |= 1 << edge;
      const here = cornersOf(row);
      positions.push(here[edge]!);
      const next = (edge + 1) % here.length;
      const neighbour = across(row, next);
      if (isMember(members, neighbour)) {
        edge = (edgeTowards(neighbour, row) + 1) % cornersOf(neighbour).length;
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

  /** Marks all members that hang together with one and returns them. */
  function component(members: Uint8Array, seen: Uint8Array, start: number): number[] {
    const rows = [start];
    seen[start] = 1;
    for (let i = 0; i < rows.length; i++) {
      for (let edge = 0; edge < 6; edge++) {
        const neighbour = across(rows[i]!, edge);
        if (isMember(members, neighbour) && seen[neighbour] === 0) {
          seen[neighbour] = 1;
          rows.push(neighbour);
        }
      }
    }
    return rows;
  }

  return (members) => {
    const seen = new Uint8Array(cells.count);
    const taken = new Uint8Array(cells.count);
    const polygons: Ring[][] = [];
    for (let start = 0; start < cells.count; start++) {
      if (members[start] !== 1 || seen[start] === 1) continue;
      const rings: LngLat[][] = [];
      for (const row of component(members, seen, start)) {
        for (let edge = 0; edge < 6; edge++) {
          if (taken[row]! & (1 << edge) || isMember(members, across(row, edge))) continue;
          if (edge < cornersOf(row).length) rings.push(walk(members, taken, row, edge));
        }
      }
      polygons.push(toPolygon(rings));
    }
    return toOutline(polygons);
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

/** Corners as documents write them; rounded here, once, rather than in every outline. */
function rounded(name: string): LngLat[] {
  return cellBoundary(name).map(([lng, lat]) => [roundDegrees(lng), roundDegrees(lat)]);
}
