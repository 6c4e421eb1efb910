import { describe, expect, it } from "vitest";
import { type SolvedAlbum, strangersOf, togetherOf, wayOf } from "../../../client/album/state.ts";
import { featuresOf, wayLayers } from "../../../client/album/way-layers.ts";
import { shareInWords, timeInWords, verdictOf } from "../../../client/album/words.ts";
import { PALETTES } from "../../../client/ui/palette.ts";
import { makePrediction } from "../fixtures/prediction.ts";

/** Photos 10, 11 and 12, sent in this order; the way goes through them backwards, and 11 is of another trip. */
function makeAlbum(): SolvedAlbum {
  const members = [10, 11, 12];
  const shares = [0.9, 0.1, 0.8].map((belongs, i) => ({
    photos: 3,
    belongs,
    bits: [4, -2, 0][i]!,
    path: { lat: 1, lng: 2 },
  }));
  const results = members.map((id, i) => {
    const best = { ...makePrediction().best, lat: 10 * i, lng: i === 0 ? 179 : -179 };
    return [id, togetherOf(makePrediction(undefined, { best, album: shares[i]! }))!] as const;
  });
  return {
    key: "",
    members,
    about: {
      version: 1,
      model: { name: "preview", version: "0.1.0" },
      belongs: 0.97,
      order: "time",
      path: [2, 1, 0].map((index) => ({
        index,
        file: `${index}.jpg`,
        lat: 1,
        lng: 2,
        time: `2026-05-0${3 - index}T10:00:00Z`,
      })),
      warnings: [],
    },
    results: new Map(results),
  };
}

describe("an album's way", () => {
  it("goes through the photos that belong, in its order, from best point to best point", () => {
    const way = wayOf(makeAlbum());
    expect(way.map(({ id }) => id)).toEqual([12, 10]);
    expect(way.map(({ at }) => [at.lng, at.lat])).toEqual([
      [-179, 20],
      [179, 0],
    ]);
    expect(strangersOf(makeAlbum())).toEqual([11]);
    expect(togetherOf(makePrediction())).toBeNull();
  });

  it("is a line that takes the short way over 180 degrees, with one stop marked", () => {
    const { features } = featuresOf(wayOf(makeAlbum()), 1);
    expect(features[0]!.geometry).toEqual({
      type: "LineString",
      coordinates: [
        [-179, 20],
        [-181, 0],
      ],
    });
    expect(features.slice(1).map(({ properties }) => properties!.isCurrent)).toEqual([false, true]);
  });

  it("is drawn from two stops on, and looks the same while the slider moves", () => {
    const way = wayOf(makeAlbum());
    expect(wayLayers(way.slice(0, 1), 0, PALETTES.light)).toBeNull();
    const [one, two] = [0, 1].map((at) => wayLayers(way, at, PALETTES.light)!);
    expect(one!.layers).toBe(two!.layers);
    expect(wayLayers(way, 0, PALETTES.dark)!.layers).not.toBe(one!.layers);
  });
});

describe("an album in words", () => {
  it("says whether the photos are one trip, and what the others say of each", () => {
    const album = makeAlbum();
    expect(verdictOf(album)).toMatch(/^They belong together: 97\s%/);
    const apart = { ...album, about: { ...album.about, belongs: 0.02 } };
    expect(verdictOf(apart)).toMatch(/^These 3 photos do not look like one trip: 2\.0\s%/);
    const words = album.members.map((id) => shareInWords(album.results.get(id)!));
    expect(words[0]).toBe("The others speak strongly for it");
    expect(words[1]).toMatch(/^Set apart: 10\s% that it is of this trip/);
    expect(words[2]).toBe("The others say little of it");
  });

  it.each([
    ["2026-05-01T08:30:59Z", "2026-05-01 08:30 UTC"],
    ["2026-05-01T08:30:00", "2026-05-01 08:30"],
    ["2026-05-01T08:30:00+02:00", "2026-05-01 08:30"],
    [null, ""],
    ["yesterday", ""],
  ])("tells the time %s as %s", (time, words) => {
    expect(timeInWords(time)).toBe(words);
  });
});
