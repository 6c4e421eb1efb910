import { describe, expect, it } from "vitest";
import { namesIn } from "../../../server/album/photo-names.ts";

describe("names of photos in a table", () => {
  const nameOf = namesIn(["a.jpg", "day 2/a.jpg", "./b.jpg", "day 1\\c.jpg", "caf\u00e9.JPG"]);

  it.each([
    ["a.jpg", "a.jpg"],
    ["/home/me/trip/a.jpg", "a.jpg"],
    ["/home/me/trip/day 2/a.jpg", "day 2/a.jpg"],
    ["trip/b.jpg", "./b.jpg"],
    ["/trip/day 1/c.jpg", "day 1\\c.jpg"],
    ["trip/cafe\u0301.JPG", "caf\u00e9.JPG"],
  ])("%j is %j", (path, name) => {
    expect(nameOf(path)).toBe(name);
  });

  it.each([["trip/xa.jpg"], ["c.jpg"], ["a.jpg/other.jpg"], [""]])(
    "%j is not among them",
    (path) => {
      expect(nameOf(path)).toBeUndefined();
    },
  );
});
