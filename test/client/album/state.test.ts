import { expect, it } from "vitest";
import {
  candidatesOf,
  keyOf,
  partWay,
  priorOf,
  type Together,
} from "../../../client/album/state.ts";
import { PLAIN_QUESTION } from "../../../client/ask/question.ts";
import { freshPhoto, type Photo } from "../../../client/ask/state.ts";
import { headlineOf } from "../../../core/formats/headline.ts";
import { summaryOf } from "../../../core/formats/photo-outcome.ts";
import { IBERIA, makePrediction } from "../fixtures/prediction.ts";

const PREDICTION = makePrediction(IBERIA);

function photo(id: number, over: Partial<Photo> = {}): Photo {
  const file = new File(["x"], `${id}.jpg`);
  return {
    ...freshPhoto({ id, file, url: "" }),
    task: { status: "located" },
    summary: summaryOf(PREDICTION),
    ...over,
  };
}

const SETTING = { order: "time", withoutPosition: new Set<number>() } as const;

it("answers that were opened without their photo, and photos without an answer, cannot be solved", () => {
  const photos = [
    photo(1),
    photo(2, { isOpened: true }),
    photo(3, { task: { status: "cancelled" } }),
    photo(4, { summary: null }),
  ];
  expect(candidatesOf(photos).map(({ id }) => id)).toEqual([1]);
});

it("the album's prior is the photos' own where they agree, else the common one", () => {
  const land = { ...PLAIN_QUESTION, prior: "land" } as const;
  expect(priorOf([photo(1, { question: land }), photo(2, { question: land })], "photos")).toBe(
    "land",
  );
  expect(priorOf([photo(1, { question: land }), photo(2)], "photos")).toBe("photos");
});

it("photos, prior, order and the positions that count each make another album", () => {
  const two = [photo(1), photo(2)];
  const keys = [
    keyOf(two, "photos", SETTING),
    keyOf([photo(1)], "photos", SETTING),
    keyOf(two, "land", SETTING),
    keyOf(two, "photos", { ...SETTING, order: "given" }),
    keyOf(two, "photos", { ...SETTING, withoutPosition: new Set([2]) }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  const other = { ...SETTING, withoutPosition: new Set([9]) };
  expect(keyOf(two, "photos", other)).toBe(keys[0]);
});

it("the way has the photos that belong, in its order; the others stand apart", () => {
  const together = (belongs: number): Together => ({
    summary: summaryOf(PREDICTION),
    headline: headlineOf(PREDICTION),
    area90: null,
    share: { photos: 3, belongs, bits: 1, path: { lat: 0, lng: 0 } },
    packed: Promise.resolve(new Blob()),
  });
  const answers = new Map([
    [11, together(0.9)],
    [12, together(0.2)],
    [13, together(0.6)],
  ]);
  const at = { lat: 1, lng: 2, time: null };
  const path = [2, 1, 0].map((index) => ({ index, file: `${index}.jpg`, ...at }));
  const { way, strays } = partWay(path, [11, 12, 13], answers);
  expect(way.map(({ id }) => id)).toEqual([13, 11]);
  expect(strays.map(({ id }) => id)).toEqual([12]);
});
