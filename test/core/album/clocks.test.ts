import { describe, expect, it } from "vitest";
import { solveAlbum } from "../../../core/album/album.ts";
import { anchorBelief } from "../../../core/album/emission.ts";
import type { AlbumPhoto } from "../../../core/album/photo.ts";
import { worldOf } from "../../../core/album/world.ts";
import { distanceKm } from "../../../core/earth/lng-lat.ts";
import { createRandom } from "../../random.ts";

/** A road of cells, 44 km from one to the next. */
const CELLS = 80;
const lng = Float32Array.from({ length: CELLS }, (_, row) => 10 + 0.4 * row);
const lat = new Float32Array(CELLS).fill(5);
const world = worldOf({ lng, lat }, new Float64Array(CELLS).fill(1 / CELLS));

const known = (row: number, hours: number | null, camera: string | null): AlbumPhoto => ({
  belief: anchorBelief(world, row),
  hours,
  isAnchor: true,
  camera,
});

/** A picture that tells a place by some hundred kilometres. */
function picture(row: number, hours: number, camera: string, seed: number): AlbumPhoto {
  const random = createRandom(seed);
  const belief = Float32Array.from({ length: CELLS }, (_, at) => {
    const km = distanceKm([lng[row]!, 5], [lng[at]!, 5]);
    return Math.exp(-0.5 * (km / 100) ** 2 + 0.3 * random.normal()) + 1e-4;
  });
  const sum = belief.reduce((total, p) => total + p, 0);
  return { belief: belief.map((p) => p / sum), hours, isAnchor: false, camera };
}

function clocksOf(photos: readonly AlbumPhoto[]) {
  const steps = solveAlbum(world, photos, "time");
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A cell an hour, photos of two cameras in turn. */
const trip = (offset: number, other: (row: number, hours: number) => AlbumPhoto) =>
  Array.from({ length: 24 }, (_, hour) =>
    hour % 2 === 0 ? known(20 + hour, hour, "one") : other(20 + hour, hour + offset),
  );

describe("clocks", () => {
  it.each([-11, -5, 3, 8])("finds a clock that is %d hours off, by known places", (offset) => {
    const { clocks, sequence } = clocksOf(trip(offset, (row, hours) => known(row, hours, "two")));
    expect(clocks).toEqual([
      { camera: "two", offsetHours: -offset, probability: expect.closeTo(1, 1) },
    ]);
    expect(sequence).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  it.each([-9, 6])(
    "finds a clock that is %d hours off, by pictures among known places",
    (offset) => {
      const album = trip(offset, (row, hours) => picture(row, hours, "two", row));
      const { clocks } = clocksOf(album);
      expect(Math.abs(clocks[0]!.offsetHours + offset)).toBeLessThanOrEqual(2);
    },
  );

  it("leaves a clock that is right", () => {
    const { clocks } = clocksOf(trip(0, (row, hours) => picture(row, hours, "two", row)));
    expect(clocks[0]).toMatchObject({ camera: "two", offsetHours: 0 });
    expect(clocks[0]!.probability).toBeGreaterThan(0.5);
  });

  it("keeps to the clocks where nothing speaks for an offset", () => {
    const still = Array.from({ length: 8 }, (_, i) =>
      picture(30, 3 * i, i % 2 === 0 ? "one" : "two", i),
    );
    expect(clocksOf(still).clocks[0]!.offsetHours).toBe(0);
  });

  it("asks nothing of one camera, of one photo of another, or of photos without a time", () => {
    expect(clocksOf(trip(5, (row, hours) => known(row, hours, "one"))).clocks).toEqual([]);
    expect(clocksOf(trip(5, (row, hours) => known(row, hours, null))).clocks).toEqual([]);
    expect(clocksOf(trip(5, (row) => known(row, null, "two"))).clocks).toEqual([]);
    const single = [...trip(0, (row, hours) => known(row, hours, "one")), known(50, 40, "two")];
    expect(clocksOf(single).clocks).toEqual([]);
  });

  it("asks about offsets within half a day only, and of an album's order by time alone", () => {
    const album = trip(5, (row, hours) => known(row, hours, "two"));
    const steps = solveAlbum(world, album, "given");
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(step.value.clocks).toEqual([]);
  });
});
