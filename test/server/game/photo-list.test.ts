import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Geography } from "../../../core/earth/geography.ts";
import { parsePhotoList, readPhotoList } from "../../../server/game/photo-list.ts";
import { geography } from "../../geography.ts";
import { PLACES } from "./fixture.ts";

const earth: Geography = await geography();
const table = (...lines: string[]) => parsePhotoList(lines.join("\n"), earth);
/** Cities as rows whose latitude and longitude stand in this order. */
const cities = (order: "lat,lng" | "lng,lat") =>
  PLACES.map(({ lat, lng }, i) =>
    order === "lat,lng" ? `${i}.jpg,${lat},${lng}` : `${i}.jpg,${lng},${lat}`,
  );

describe("parsePhotoList", () => {
  it("reads names, positions and credits, by the names that columns go by", () => {
    const list = table(
      "\uFEFFid,File,LATITUDE,Long,License,author,url,note",
      '7,"a, b.jpg",48.5,2.5,CC0,Ann,https://example.org,x',
      "8,c.jpg,,,,,,",
    );
    expect(list.get("a, b.jpg")).toEqual({
      ...{ line: 2, at: { lat: 48.5, lng: 2.5 } },
      ...{ licence: "CC0", attribution: "Ann", url: "https://example.org" },
    });
    const empty = { at: null, licence: null, attribution: null, url: null };
    expect(list.get("c.jpg")).toEqual({ line: 3, ...empty });
  });

  it("takes cities as they are", () => {
    expect(table("file,lat,lon", ...cities("lat,lng")).size).toBe(PLACES.length);
  });

  it("calls a list swapped whose points lie off Earth or at sea and fit when exchanged", () => {
    expect(() => table("file,lat,lon", ...cities("lng,lat"))).toThrow(
      /of its 12 positions lie off Earth or in the open sea and would not with latitude and longitude exchanged: line \d+: .*; and \d+ more\. Latitude and longitude look swapped: exchange the two column names/,
    );
    // Paris exchanged lies off Somalia, in reach of every latitude.
    expect(() => table("file,lat,lon", "a.jpg,2.35222,48.85661")).toThrow(
      "line 2: a.jpg is at latitude 2.35222, longitude 48.85661",
    );
  });

  it("takes a list in which a few alone look so: those photos are refused one by one", () => {
    const wrong = `wrong.jpg,${PLACES[2]!.lng},${PLACES[2]!.lat}`;
    expect(table("file,lat,lon", ...cities("lat,lng"), wrong).get("wrong.jpg")!.at).toEqual({
      lat: PLACES[2]!.lng,
      lng: PLACES[2]!.lat,
    });
  });

  it.each([
    ["file,lat\na.jpg,1", /its columns are file, lat\. Expected file \(or img_id/],
    ["file,lat,lon\na.jpg,48,", /line 2: a\.jpg is at latitude 48, longitude \(none\)/],
    ["file,lat,lon\na.jpg,north,2", /line 2: a\.jpg is at latitude north, longitude 2/],
    ["file,lat,lon\n,48,2", /line 2 names no file/],
    [
      "file,lat,lon\na.jpg,48,2\nb.jpg,48,2\na.jpg,49,2",
      /lines 2 and 4 are both of a\.jpg and differ/,
    ],
  ])("refuses %j and says why", (text, why) => {
    expect(() => parsePhotoList(text, earth)).toThrow(why);
  });

  it("takes a row twice that says the same twice", () => {
    expect(table("file,lat,lon", "a.jpg,48,2", "a.jpg,48,2").size).toBe(1);
  });
});

describe("readPhotoList", () => {
  it("reads what Excel writes in Europe: UTF-16, semicolons, decimal commas", async () => {
    const folder = await mkdtemp(join(tmpdir(), "list-"));
    const path = join(folder, "photos.csv");
    await writeFile(
      path,
      Buffer.from("\uFEFFfile;lat;lon\r\nGröße.jpg;48,8584;2,2945\r\n", "utf16le"),
    );
    const list = await readPhotoList(path, earth);
    expect(list.get("Größe.jpg")?.at).toEqual({ lat: 48.8584, lng: 2.2945 });
    await rm(folder, { recursive: true });
  });

  it("names the file that cannot be read", async () => {
    await expect(readPhotoList("/nowhere/photos.csv", earth)).rejects.toThrow(
      "--csv: cannot read /nowhere/photos.csv.",
    );
  });
});
