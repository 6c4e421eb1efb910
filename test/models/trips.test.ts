import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type AlbumRow, makeTrips } from "../../core/eval/albums/trips.ts";

interface Golden {
  readonly seed: number;
  readonly trips: number;
  /** Latitude, longitude. */
  readonly points: readonly (readonly [number, number])[];
  readonly related: readonly Trip[];
  readonly unrelated: readonly Trip[];
}

interface Trip {
  readonly rows: readonly number[];
  readonly hours: readonly number[];
}

function tripsOf(rows: readonly AlbumRow[]): Trip[] {
  return [...new Set(rows.map(({ album }) => album))].map((name) => {
    const members = rows.filter(({ album }) => album === name);
    return {
      rows: members.map(({ photo }) => Number(photo)),
      hours: members.map(({ hours }) => hours! - members[0]!.hours!),
    };
  });
}

// The training draws its trips with a generator of its own (models/training/trips.py), which has to make the same of the same file.
describe("trips.json of the training's tests", () => {
  it.each(["related", "unrelated"] as const)(
    "has the trips that are made here, %s",
    async (kind) => {
      const file = new URL("../../models/training/test/trips.json", import.meta.url);
      const golden = JSON.parse(await readFile(file, "utf8")) as Golden;
      const photos = golden.points.map(([lat, lng], i) => ({
        id: String(i),
        at: [lng, lat] as const,
      }));
      const settings = {
        trips: golden.trips,
        seed: golden.seed,
        areUnrelated: kind === "unrelated",
      };
      const made = tripsOf(makeTrips(photos, settings));
      expect(made.map(({ rows }) => rows)).toEqual(golden[kind].map(({ rows }) => rows));
      for (const [i, { hours }] of made.entries()) {
        for (const [t, hour] of hours.entries()) {
          expect(hour).toBeCloseTo(golden[kind][i]!.hours[t]!, 5);
        }
      }
    },
  );
});
