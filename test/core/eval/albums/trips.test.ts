import { describe, expect, it } from "vitest";
import { distanceKm } from "../../../../core/earth/lng-lat.ts";
import { type AlbumRow, makeTrips, type Placed } from "../../../../core/eval/albums/trips.ts";
import { createRandom } from "../../../random.ts";

/** Photos around a hundred places all over the world, ten near each. */
function photos(): Placed[] {
  const random = createRandom(4);
  return Array.from({ length: 100 }, () => random.lngLat()).flatMap(([lng, lat], place) =>
    Array.from({ length: 10 }, (_, i): Placed => {
      const south = Math.max(-80, Math.min(80, lat));
      return { id: `${place}-${i}`, at: [lng, south + 0.05 * i] };
    }),
  );
}

function albums(rows: readonly AlbumRow[]): AlbumRow[][] {
  const names = [...new Set(rows.map(({ album }) => album))];
  return names.map((name) => rows.filter(({ album }) => album === name));
}

describe("trips", () => {
  const all = photos();
  const at = new Map(all.map((photo) => [photo.id, photo.at]));
  const settings = { trips: 30, seed: 3, areUnrelated: false };

  it("have 4 to 12 photos within 600 km and ten days, in the order of their times", () => {
    const trips = albums(makeTrips(all, settings));
    expect(trips).toHaveLength(30);
    for (const trip of trips) {
      expect(trip.length).toBeGreaterThanOrEqual(4);
      expect(trip.length).toBeLessThanOrEqual(12);
      expect(new Set(trip.map(({ photo }) => photo)).size).toBe(trip.length);
      const hours = trip.map((row) => row.hours!);
      expect([...hours].sort((a, b) => a - b)).toEqual(hours);
      expect(hours.at(-1)! - hours[0]!).toBeLessThanOrEqual(240.001);
      for (const { photo } of trip) {
        expect(distanceKm(at.get(photo)!, at.get(trip[0]!.photo)!)).toBeLessThan(600);
      }
    }
  });

  it("are the same for a seed, and others for another", () => {
    expect(makeTrips(all, settings)).toEqual(makeTrips(all, settings));
    expect(makeTrips(all, { ...settings, seed: 4 })).not.toEqual(makeTrips(all, settings));
  });

  it("lie all over the world where they are to be unrelated", () => {
    const trips = albums(makeTrips(all, { ...settings, areUnrelated: true }));
    const far = trips.filter((trip) =>
      trip.some(({ photo }) => distanceKm(at.get(photo)!, at.get(trip[0]!.photo)!) > 2000),
    );
    expect(far.length).toBeGreaterThan(25);
  });

  it("are fewer where the set has no neighbours, and end", () => {
    const lonely = all.filter(({ id }) => id.endsWith("-0"));
    expect(makeTrips(lonely, settings).length).toBeLessThan(30 * 4);
  });
});
