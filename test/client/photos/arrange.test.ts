import { describe, expect, it } from "vitest";
import { freshPhoto, type Photo } from "../../../client/ask/state.ts";
import { AS_ADDED, arrange, countKinds, kindOf } from "../../../client/photos/arrange.ts";
import { unreachable } from "../../../client/service/failure.ts";
import type { PhotoSummary } from "../../../core/formats/photo-outcome.ts";

function photo(id: number, name: string, over: Partial<Photo> = {}): Photo {
  return { ...freshPhoto({ id, file: new File(["x"], name), url: "" }), ...over };
}

function located(id: number, name: string, place: string, probability: number, abstained = false) {
  const summary: PhotoSummary = {
    state: abstained ? "abstained" : "located",
    place: { level: "country", id: "X", name: place, within: null, probability },
    best: { lat: 0, lng: 0 },
    area50Km2: null,
    area90Km2: null,
    gps: null,
    takenAt: null,
    abstention: null,
    model: "tiny 1",
    prior: "photos",
  };
  return photo(id, name, { task: { status: "located" }, summary });
}

const PHOTOS = [
  located(1, "b.jpg", "São Tomé", 0.4),
  photo(2, "broken.jpg", { task: { status: "failed", failure: unreachable(true) } }),
  located(3, "a.jpg", "Norway", 0.9),
  located(4, "wide.jpg", "Norway", 0.2, true),
  photo(5, "later.jpg", { task: { status: "waiting", ticket: 1 } }),
];

const ids = (photos: readonly Photo[]) => photos.map(({ id }) => id);

describe("arrange", () => {
  it("counts photos by what has come of them", () => {
    expect(PHOTOS.map(kindOf)).toEqual(["unsure", "failed", "sure", "abstained", "waiting"]);
    expect(countKinds(PHOTOS)).toMatchObject({ all: 5, sure: 1, waiting: 1 });
  });

  it("orders by place and by sureness, photos without an answer last", () => {
    expect(ids(arrange(PHOTOS, { ...AS_ADDED, order: "place" }))).toEqual([3, 4, 1, 2, 5]);
    expect(ids(arrange(PHOTOS, { ...AS_ADDED, order: "surest" }))).toEqual([3, 1, 4, 2, 5]);
    expect(ids(arrange(PHOTOS, { ...AS_ADDED, order: "unsure" }))).toEqual([4, 1, 3, 2, 5]);
    expect(ids(arrange(PHOTOS, AS_ADDED))).toEqual([1, 2, 3, 4, 5]);
  });

  it("finds places without their accents, and files", () => {
    expect(ids(arrange(PHOTOS, { ...AS_ADDED, text: " sao " }))).toEqual([1]);
    expect(ids(arrange(PHOTOS, { ...AS_ADDED, text: "BROKEN" }))).toEqual([2]);
  });

  it("shows one kind, or the photos of one point", () => {
    expect(ids(arrange(PHOTOS, { ...AS_ADDED, kind: "abstained" }))).toEqual([4]);
    expect(ids(arrange(PHOTOS, { ...AS_ADDED, ids: new Set([1, 5]) }))).toEqual([1, 5]);
  });

  it("counts a photo that is asked about anew as one to go", () => {
    const again = { ...PHOTOS[2]!, task: { status: "reading", ticket: 2, slow: false } as const };
    expect(kindOf(again)).toBe("waiting");
  });
});
