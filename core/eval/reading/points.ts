import type { LngLat } from "../../earth/lng-lat.ts";
import { COLUMNS, findColumn } from "./columns.ts";
import { badTable, describeHeader, parseCsv, toNumber } from "./table.ts";
import { isPosition, positionFault } from "./truth.ts";

/** Reads a table of points, LAT and LON. Throws `parameter_invalid` when it is something else. */
export function readPoints(text: string): LngLat[] {
  const { header, rows } = parseCsv(text);
  const [lat, lng] = [findColumn(header, COLUMNS.lat), findColumn(header, COLUMNS.lng)];
  if (lat < 0 || lng < 0) throw badTable(`${describeHeader(header)}. Expected LAT,LON`);
  return rows.map(({ line, fields }): LngLat => {
    const [north, east] = [toNumber(fields[lat]), toNumber(fields[lng])];
    if (isPosition(north, east)) return [east, north];
    throw badTable(`line ${line} ${positionFault(fields[lat] ?? "", fields[lng] ?? "")}`);
  });
}
