import { describe, expect, it } from "vitest";
import { createIdMatcher, photographerOf } from "../../../../core/eval/reading/ids.ts";
import { parseCsv, splitRecord } from "../../../../core/eval/reading/table.ts";
import { readTruth } from "../../../../core/eval/reading/truth.ts";

describe("truth", () => {
  it("reads the public benchmarks' columns, sorted by id, with scenes and photographers", () => {
    const { rows, clusteredBy } = readTruth(
      "IMG_ID,LAT,LON,S3_Label\r\n2_aa_1_7@N00.jpg,32.5,-64.75,2\r\n1_bb_1_9@N08.jpg,-16.5,145.5,0\r\n",
    );
    expect(clusteredBy).toBe("photographer");
    expect(rows).toEqual([
      {
        id: "1_bb_1_9@N08.jpg",
        at: [145.5, -16.5],
        country: null,
        scene: "indoor",
        cluster: "9@N08",
      },
      {
        id: "2_aa_1_7@N00.jpg",
        at: [-64.75, 32.5],
        country: null,
        scene: "urban",
        cluster: "7@N00",
      },
    ]);
  });

  it("takes rows that know a country alone", () => {
    const { rows, clusteredBy } = readTruth(
      "file,lat,lon,precision_km,country,group,source\na.webp,,,,co,g1,x\nb.webp,1.5,2.5,0.1,GA,g2,x\n",
    );
    expect(clusteredBy).toBe("group");
    expect(rows[0]).toMatchObject({ id: "a.webp", at: null, country: "CO", cluster: "g1" });
    expect(rows[1]).toMatchObject({ id: "b.webp", at: [2.5, 1.5], country: "GA" });
  });

  it("names missing columns", () => {
    expect(() => readTruth("IMG_ID,X,Y\na,1,2\n")).toThrow(
      /columns are IMG_ID, X, Y\. Expected an id, .* name the columns id,lat,lon/,
    );
    expect(() => readTruth("id;lat;lon\na;1;2\n")).toThrow(/apart by semicolons; expected commas/);
    expect(() => readTruth("a.jpg,1.5,2\n")).toThrow(/looks like data; the line .* is missing/);
  });

  it("says that latitude and longitude look swapped, as in the known bad copy", () => {
    expect(() => readTruth("IMG_ID,LAT,LON\na,-164.76,32.33\nb,145.56,-16.66\n")).toThrow(
      /swapped.*3487c53/,
    );
    // Out of range either way is another fault.
    expect(() => readTruth("id,lat,lon\na,95,200\n")).toThrow(/latitude 95, longitude 200/);
    expect(() => readTruth("id,lat,lon\na,95,200\n")).not.toThrow(/swapped/);
  });

  it("counts double ids and keeps the first", () => {
    const { rows, duplicates } = readTruth("id,lat,lon\na,1,2\na,3,4\nb,5,6\n");
    expect(duplicates).toEqual(["a"]);
    expect(rows.map(({ at }) => at)).toEqual([
      [2, 1],
      [6, 5],
    ]);
  });

  it.each(["id,lat,lon\na,,\n", "id,lat,lon\na,NaN,2\n", "id,lat,lon\n,1,2\n", "id,lat,lon\n", ""])(
    "refuses rows that say nothing: %j",
    (text) => expect(() => readTruth(text)).toThrow(),
  );
});

describe("tables", () => {
  it("reads quoted fields, commas, quotes and line ends in them, byte order marks", () => {
    expect(splitRecord('a,"b, ""c""",,d')).toEqual(["a", 'b, "c"', "", "d"]);
    expect(splitRecord('a,"b')).toBeNull();
    const { header, rows } = parseCsv('\uFEFFid,x\n"1\n2",3\n\n4,5');
    expect(header).toEqual(["id", "x"]);
    expect(rows.map(({ fields }) => fields)).toEqual([
      ["1\n2", "3"],
      ["4", "5"],
    ]);
    expect(() => parseCsv('id\n"open')).toThrow(/never closed/);
  });
});

describe("ids", () => {
  it("finds the photographer of a Flickr id", () => {
    expect(photographerOf("1000269685_e60e9cdfb4_1125_78841376@N00.jpg")).toBe("78841376@N00");
    expect(photographerOf("45/77/3228511372.jpg")).toBeNull();
  });

  it("matches ids without folder and ending, and the Flickr part behind a place name", () => {
    const match = createIdMatcher([
      "104123223_7410c654ba_19_19355699@N00.jpg",
      "45/77/3228511372.jpg",
    ]);
    const [first, second] = ["104123223_7410c654ba_19_19355699@N00.jpg", "45/77/3228511372.jpg"];
    expect(match("photos/104123223_7410c654ba_19_19355699@N00.webp")).toBe(first);
    expect(match("Cairns_00012_104123223_7410c654ba_19_19355699@N00.jpg")).toBe(first);
    expect(match("3228511372")).toBe(second);
    expect(match("something else")).toBeNull();
    // Without the photographer, as some lists of the set have it.
    expect(match("104123223_7410c654ba.jpg")).toBe(first);
    expect(match("104123223_7410c654bb.jpg")).toBeNull();
  });

  it("matches neither of two ids that share a short form", () => {
    const match = createIdMatcher(["a/1.jpg", "b/1.jpg"]);
    expect(match("1.jpg")).toBeNull();
    expect(match("b/1.jpg")).toBe("b/1.jpg");
  });
});
