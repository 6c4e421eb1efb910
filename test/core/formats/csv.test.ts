import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { predictionToCsv, toCsv } from "../../../core/formats/csv.ts";
import { createPrediction } from "./prediction.ts";

describe("predictionToCsv", () => {
  it("has a header and a row per cell, heaviest first", () => {
    const rows = parse(predictionToCsv(createPrediction()), {
      columns: true,
      cast: true,
    }) as Record<string, number>[];
    expect(rows).toHaveLength(5);
    expect(rows[0]).toEqual({
      h3: createPrediction().cells[0]!.h3,
      lat: expect.closeTo(48.85, 0),
      lng: expect.closeTo(2.35, 0),
      probability: 0.1,
      cumulative: 0.1,
      area_km2: expect.any(Number),
    });
    expect(rows.map(({ cumulative }) => cumulative)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
  });

  it("leaves negative numbers as numbers", () => {
    expect(predictionToCsv(createPrediction())).toMatch(/,-16\.\d+,/);
  });
});

describe("toCsv", () => {
  it("writes decimal commas between semicolons, and quotes what has one", () => {
    const row = ["a;b", "a,b", -1.5, 1e-7, 12];
    expect(toCsv([row], "semicolon")).toBe('"a;b";a,b;-1,5;1e-7;12\r\n');
    expect(toCsv([["a\tb", 1.5]], "tab")).toBe('"a\tb"\t1.5\r\n');
  });

  it("quotes what has commas, quotes or line ends", () => {
    const row = ["a,b", 'say "hi"', "two\nlines", "plain", -1];
    expect(parse(toCsv([row]))).toEqual([row.map(String)]);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])("defuses the formula %j", (text) => {
    expect(parse(toCsv([[text]]))).toEqual([[`'${text}`]]);
  });
});
