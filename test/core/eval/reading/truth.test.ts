import { describe, expect, it } from "vitest";
import { createIdMatcher, photographerOf } from "../../../../core/eval/reading/ids.ts";
import { parseCsv, splitRecord } from "../../../../core/eval/reading/table.ts";
import { contradictionWarnings, readTruth } from "../../../../core/eval/reading/truth.ts";

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

describe("tables of other countries and programs", () => {
  const ROWS = [
    { id: "a.jpg", at: [2.2945, 48.8584] },
    { id: "b.jpg", at: [-43.5, -22.25] },
  ];
  it.each([
    [
      "semicolons and decimal commas",
      "id;lat;lon\r\na.jpg;48,8584;2,2945\r\nb.jpg;-22,25;-43,5\r\n\r\n;;\r\n",
    ],
    ["semicolons and decimal points", "id;lat;lon\na.jpg;48.8584;2.2945\nb.jpg;-22.25;-43.5\n"],
    ["tabs", "id\tlat\tlon\na.jpg\t48,8584\t2,2945\nb.jpg\t-22.25\t-43.5\n"],
    ["quoted decimal commas", 'id,lat,lon\na.jpg,"48,8584","2,2945"\nb.jpg,"-22,25","-43,5"\n'],
    ["what Excel says", "sep=;\nid;lat;lon\na.jpg;48,8584;2,2945\nb.jpg;-22,25;-43,5\n"],
    [
      "a header with another mark in a name",
      "id;lat, degrees;lat;lon\na.jpg;0;48,8584;2,2945\nb.jpg;0;-22,25;-43,5\n",
    ],
  ])("%s", (_name, text) => {
    const { rows } = readTruth(text.replace("\r\n;;\r\n", "\r\n"));
    expect(rows.map(({ id, at }) => ({ id, at }))).toEqual(ROWS);
  });

  it("refuses decimal commas between commas, which would be other places", () => {
    expect(() => readTruth("id,lat,lon\na.jpg,48,85,2,29\n")).toThrow(
      /line 2: it has 5 fields where the first line names 3 columns; .*semicolons or tabs/,
    );
    // A comma too many in a title is none of them.
    expect(readTruth("id,lat,lon,title\na.jpg,48.5,2.5,Paris, at night\n").rows).toHaveLength(1);
  });

  it("refuses a first line that two marks could part", () => {
    expect(() => readTruth("id,lat;lat,lon;id\n")).toThrow(/has commas and semicolons.*sep=;/);
  });

  it("does not take thousands for decimals", () => {
    expect(() => readTruth("id;lat;lon\na;1.234,5;2\n")).toThrow(/cannot be used/);
  });

  it("tells rows of one photo that contradict each other, with lines and positions", () => {
    const set = readTruth("id,lat,lon\na,1,2\nb,5,6\na,3,4\nb,5.00001,6\n");
    expect(set.duplicates).toEqual(["a", "b"]);
    expect(contradictionWarnings(set)).toEqual([
      "Rows of the same photo contradict each other, the first counts: a is at 1, 2 in line 2 and at 3, 4 in line 4.",
    ]);
    expect(contradictionWarnings(readTruth("id,lat,lon\na,1,2\na,1,2\n"))).toEqual([]);
  });

  it("says nothing back that is no text or turns the direction of writing", () => {
    const texts = ["a\u001b[2Jb,x\n1,2", "id,lat,lon\na\u202egpj.exe,95,\u0007\n", "\u009bx,lat\n"];
    for (const text of texts) {
      expect(() => readTruth(text)).toThrow(/^[^\p{Cc}\p{Cf}]*$/u);
    }
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
