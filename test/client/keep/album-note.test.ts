import { describe, expect, it } from "vitest";
import { noteOf, recallNote } from "../../../client/keep/album-note.ts";

const stop = (id: number) => ({ id, file: `${id}.jpg`, at: { lat: 0, lng: 0 }, time: null });
const keys: Readonly<Record<number, string>> = { 1: "s-1", 2: "s-2", 3: "s-3" };
const album = { way: [stop(2), stop(1)], strays: [stop(3)], chosen: null };
const setting = { order: "time" as const, withoutPosition: new Set([3, 9]) };
const note = noteOf(album, setting, (id) => keys[id]);
const now = new Map([
  ["s-1", 11],
  ["s-2", 12],
  ["s-3", 13],
]);
const recall = (kept: unknown) => recallNote(kept, (key) => now.get(key));

describe("the note of an album", () => {
  it("survives a reload, after which photos have other numbers", () => {
    expect(recall(JSON.parse(JSON.stringify(note)))).toEqual({
      photos: [12, 11, 13],
      isAll: true,
      order: "time",
      withoutPosition: [13],
    });
  });

  it("says when not all photos were chosen, and leaves out those that are gone", () => {
    const some = noteOf({ ...album, chosen: new Set([1, 2, 3]) }, setting, (id) => keys[id]);
    now.delete("s-3");
    expect(recall(some)).toMatchObject({ photos: [12, 11], isAll: false, withoutPosition: [] });
  });

  it.each([
    [null],
    ["text"],
    [{ ...note, order: "size" }],
    [{ ...note, photos: ["s-1"] }],
    [{ ...note, photos: [1, null, {}] }],
    [{ ...note, photos: "s-1,s-2" }],
  ])("is none where %j was kept", (kept) => {
    expect(recall(kept)).toBeNull();
  });
});
