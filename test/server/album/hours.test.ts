import { describe, expect, it } from "vitest";
import { exifHours } from "../../../server/album/hours.ts";

const at = (takenAt: string | null, utcOffset?: string) => ({
  lat: null,
  lng: null,
  takenAt,
  ...(utcOffset ? { utcOffset } : {}),
});
const HOUR = Date.UTC(2026, 4, 1, 10) / 3_600_000;

describe("hours of photos", () => {
  it("knows the zone that a camera names", () => {
    expect(exifHours([at("2026-05-01T12:00:00", "+02:00")])).toEqual([HOUR]);
    expect(exifHours([at("2026-05-01T04:30:00", "-05:30")])).toEqual([HOUR]);
  });

  it("takes a camera that names none to be in the zone of the photo nearest in time that does", () => {
    const hours = exifHours([
      at("2026-05-01T12:00:00"),
      at("2026-05-01T13:00:00", "+02:00"),
      at("2026-05-03T13:00:00", "+09:00"),
      at("2026-05-03T19:00:00"),
    ]);
    expect(hours[0]).toBe(HOUR);
    expect(hours[3]).toBe(HOUR + 48);
  });

  it("counts local times as UTC where no photo names a zone, and says nothing without a time", () => {
    expect(exifHours([at("2026-05-01T10:00:00"), at(null), null])).toEqual([HOUR, null, null]);
  });
});
