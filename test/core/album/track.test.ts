import { describe, expect, it } from "vitest";
import { solveAlbum } from "../../../core/album/album.ts";
import type { AlbumPhoto } from "../../../core/album/photo.ts";
import { placingAt } from "../../../core/album/placing.ts";
import { whereaboutsAt, whereaboutsAtLocal } from "../../../core/album/track.ts";
import { worldOf } from "../../../core/album/world.ts";
import { distanceKm, type LngLat } from "../../../core/earth/lng-lat.ts";

const fix = (hours: number, lng: number, lat = 0, km = 0.01) => ({
  hours,
  at: [lng, lat] as LngLat,
  km,
});

describe("track", () => {
  const track = [fix(0, 0), fix(2, 2), fix(10, 2)];

  it("is where it was at a fix, known as well as that", () => {
    expect(whereaboutsAt(track, 2)!.at[0]).toBeCloseTo(2, 9);
    expect(whereaboutsAt(track, 2)!.km).toBeCloseTo(0.01, 9);
  });

  it("is on the straight way between two, less surely the longer the gap", () => {
    const soon = whereaboutsAt(track, 1)!;
    expect(soon.at[0]).toBeCloseTo(1, 6);
    const late = whereaboutsAt(track, 6)!;
    expect(late.at[0]).toBeCloseTo(2, 6);
    expect(late.km).toBeGreaterThan(soon.km);
    expect(whereaboutsAt(track, 1.99)!.km).toBeLessThan(soon.km);
  });

  it("knows less and less before the first fix and after the last, then nothing", () => {
    expect(whereaboutsAt(track, -1)!.km).toBeGreaterThan(10);
    expect(whereaboutsAt(track, 13)!.km).toBeGreaterThan(whereaboutsAt(track, 11)!.km);
    expect(whereaboutsAt(track, 23)).toBeNull();
    expect(whereaboutsAt(track, -13)).toBeNull();
    expect(whereaboutsAt([], 1)).toBeNull();
  });

  it("knows nothing in the midst of days without a fix, and crosses 180 degrees", () => {
    expect(whereaboutsAt([fix(0, 0), fix(100, 1)], 50)).toBeNull();
    const across = whereaboutsAt([fix(0, 179), fix(2, -179)], 1)!;
    expect(Math.abs(across.at[0])).toBeCloseTo(180, 6);
  });

  it("takes a local time to be that of the place where the track then was", () => {
    // Nine hours ahead of UTC at 135 degrees east: noon there is 3 UTC.
    const japan = [fix(2.9, 135, 35), fix(3.1, 135, 35), fix(12, 139.7, 35.7)];
    const found = whereaboutsAtLocal(japan, 12)!;
    expect(distanceKm(found.at, [135, 35])).toBeLessThan(1);
    // An hour to either side is part of the uncertainty.
    expect(found.km).toBeGreaterThan(20);
  });
});

describe("photos on a track", () => {
  const lng = Float32Array.from({ length: 60 }, (_, row) => row);
  const lat = new Float32Array(60).fill(20);
  const world = worldOf({ lng, lat }, new Float64Array(60).fill(1 / 60));
  const picture = (rows: readonly number[], strength: number): Float32Array => {
    const belief = Float32Array.from({ length: 60 }, (_, row) => {
      return rows.includes(row) ? strength : 1;
    });
    const sum = belief.reduce((total, p) => total + p, 0);
    return belief.map((p) => p / sum);
  };
  const photo = (belief: Float32Array, row: number, km: number): AlbumPhoto => ({
    belief,
    hours: row,
    isAnchor: false,
    placing: () => placingAt({ lng, lat }, { at: [row, 20], km }),
  });
  const solve = (photos: readonly AlbumPhoto[], mostExact?: number) => {
    const steps = solveAlbum(world, photos, "time", mostExact);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  };

  it.each([100, 0])(
    "are where the track was, if the picture has nothing against it (exact up to %d)",
    (mostExact) => {
      const { photos } = solve(
        [10, 11, 12].map((row) => photo(picture([], 1), row, 0.01)),
        mostExact,
      );
      [10, 11, 12].forEach((row, i) => {
        expect(photos[i]!.belief[row]).toBeGreaterThan(0.8);
        expect(photos[i]!.belongs).toBeGreaterThan(0.97);
      });
    },
  );

  it("are spread as far as the track is uncertain", () => {
    const near = (belief: Float32Array) => belief[9]! + belief[10]! + belief[11]!;
    const [sure] = solve([photo(picture([], 1), 10, 0.01)]).photos;
    const [unsure] = solve([photo(picture([], 1), 10, 300)]).photos;
    expect(near(unsure!.belief)).toBeLessThan(near(sure!.belief));
    expect(unsure!.belief[13]).toBeGreaterThan(sure!.belief[13]!);
  });

  it.each([100, 0])(
    "keep their own place where the picture says that they were not there (exact up to %d)",
    (mostExact) => {
      const album = [10, 11, 12].map((row) =>
        photo(row === 11 ? picture([50], 1e5) : picture([], 1), row, 0.01),
      );
      const { photos } = solve(album, mostExact);
      expect(photos[1]!.belief[50]).toBeGreaterThan(0.9);
      expect(photos[1]!.belongs).toBeLessThan(0.1);
      expect(photos[0]!.belief[10]).toBeGreaterThan(0.8);
    },
  );
});
