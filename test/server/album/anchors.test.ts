import { describe, expect, it } from "vitest";
import { parseAnchors } from "../../../server/album/anchors.ts";

const parse = (text: string) => parseAnchors(text, (message) => new Error(message));

describe("known places", () => {
  it("are read with and without how well they are known", () => {
    expect(parse("file,lat,lng,km\na.jpg,48.5,-11,\nb.jpg,1,2,30\n")).toEqual(
      new Map([
        ["a.jpg", { lat: 48.5, lng: -11, km: null }],
        ["b.jpg", { lat: 1, lng: 2, km: 30 }],
      ]),
    );
    expect(parse("file;lat;lng\na.jpg;1;2").get("a.jpg")).toEqual({ lat: 1, lng: 2, km: null });
  });

  it.each([
    ["name,lat\n", /expected the columns file,lat,lng/],
    ["file,lat,lng\na,91,2", /line 2: lat is "91", expected a number from -90 to 90/],
    ["file,lat,lng\na,1,", /line 2: lng is "", expected a number/],
    ["file,lat,lng\na,1,x", /lng is "x"/],
    ["file,lat,lng,km\na,1,2,-3", /km is "-3"/],
    ["file,lat,lng\n,1,2", /line 2 names no file/],
    ["file,lat,lng\na,1,2\na,1,2", /line 3 names "a" a second time/],
  ])("refuses %j", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
