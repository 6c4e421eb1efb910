import { beforeAll, describe, expect, it } from "vitest";
import { cellAreaKm2, cellCentre } from "../../../../core/earth/cells.ts";
import { createCellAreas } from "../../../../core/eval/reading/cell-areas.ts";
import {
  type Estimate,
  type Failure,
  isFailure,
  readPredictionLine,
} from "../../../../core/eval/reading/estimate.ts";
import { createPredictionReader } from "../../../../core/eval/reading/prediction-reader.ts";
import { createPredictionTable } from "../../../../core/eval/reading/prediction-table.ts";
import type { ReadingOptions } from "../../../../core/eval/reading/stated-support.ts";
import { geography } from "../../../geography.ts";

let options: ReadingOptions;

beforeAll(async () => {
  const { cells } = await geography();
  options = { areas: createCellAreas(cells), cells, normalise: false };
});

const read = (document: unknown) => readPredictionLine(JSON.stringify(document), options);
const refusal = (document: unknown) => (read(document) as Failure).detail;

describe("prediction lines", () => {
  it("reads points, candidates and cells", () => {
    expect(read({ id: "a", lat: 1, lon: 2 })).toMatchObject({
      at: [2, 1],
      support: { kind: "point" },
    });
    const ranked = read({
      image_id: "a",
      candidates: [
        { lat: 1, lng: 2 },
        { lat: 3, lng: 4 },
      ],
    }) as Estimate;
    expect(ranked.support).toMatchObject({ kind: "candidates", weights: [2 / 3, 1 / 3] });
    const cells = read({
      file: "a",
      cells: [
        { h3: "8428309ffffffff", probability: 0.6 },
        { h3: "842830bffffffff", probability: 0.3 },
      ],
    }) as Estimate;
    expect(cells.support).toMatchObject({ kind: "cells", tail: null });
    expect((cells.support as { otherMass: number }).otherMass).toBeCloseTo(0.1);
    expect(cells.at[1]).toBeCloseTo(37.6, 0);
  });

  it("takes what a foreign document leaves open, and tells a fault in words of its own", () => {
    const open = { id: "a", lat: 1, lon: 2, model: null, places: [null, { level: "country" }] };
    expect(read(open)).toMatchObject({ model: null, places: [], at: [2, 1] });
    expect(refusal({ id: "a", cells: [null] })).toBe(
      "has the probability undefined, expected a number from 0 to 1",
    );
    const cells = [{ h3: "8428309ffffffff", probability: 1 }];
    expect(refusal({ id: "a", cells, otherMass: "0" })).toMatch(/has the otherMass 0, expected/);
    expect(refusal({ id: "a", cells, tail: { cells: 3 } })).toMatch(/its tail lacks cells, step/);
  });

  it("points to the first of the cells that tie, not to the one that rounding favours", () => {
    const names = ["8428309ffffffff", "842830bffffffff", "8428347ffffffff"];
    for (const first of names) {
      const order = [first, ...names.filter((name) => name !== first)];
      const sum = order.reduce((total, name) => total + cellAreaKm2(name), 0);
      const cells = order.map((h3) => ({ h3, probability: cellAreaKm2(h3) / sum }));
      expect((read({ id: "a", cells }) as Estimate).at).toEqual(cellCentre(first));
    }
  });

  it("takes a photo that could not be read for what it is", () => {
    expect(read({ id: "a", error: { code: "photo_unreadable", message: "cut short" } })).toEqual({
      id: "a",
      kind: "unreadable",
      detail: "cut short",
    });
  });

  it.each([
    [{ id: "a", lat: 91, lon: 0 }, /latitude 91/],
    [{ id: "a", lat: "x", lon: 0 }, /latitude "x", longitude 0; expected .*degrees$/],
    [{ id: "a", lat: "", lon: "" }, /latitude "", longitude ""/],
    [{ id: "a", lat: 139.7, lon: 35.7 }, /are the two exchanged\?$/],
    [{ id: "a" }, /neither a position/],
    [{ id: "a", cells: [{ h3: "8428309ffffffff", probability: 1.5 }] }, /sum to 1.500, expected 1/],
    [{ id: "a", cells: [{ h3: "8428309ffffffff", probability: -0.5 }] }, /probability -0.5/],
    [{ id: "a", cells: [{ h3: "8428309ffffffff", probability: null }] }, /probability null/],
    [{ id: "a", cells: [{ h3: "8428309ffffffff", probability: 0 }] }, /no probability above 0/],
    [
      { id: "a", otherMass: 0.1, cells: [{ h3: "8428309ffffffff", probability: 0.5 }] },
      /sum to 0.6000 with otherMass/,
    ],
    [{ id: "a", cells: [{ h3: "84283", probability: 1 }] }, /no H3 index/],
    [
      {
        id: "a",
        cells: [
          { h3: "8428309ffffffff", probability: 0.5 },
          { h3: "8428309ffffffff", probability: 0.5 },
        ],
      },
      /a cell twice/,
    ],
    [
      {
        id: "a",
        cells: [
          { h3: "8428309ffffffff", probability: 0.5 },
          { h3: "85283083fffffff", probability: 0.5 },
        ],
      },
      /its ancestor 8428309ffffffff/,
    ],
  ])("refuses %j", (document, message) => {
    expect(isFailure(read(document))).toBe(true);
    expect(refusal(document)).toMatch(message);
  });

  it("divides by the sum when asked to", () => {
    const document = { id: "a", cells: [{ h3: "8428309ffffffff", probability: 4 }] };
    const line = JSON.stringify(document);
    const read = readPredictionLine(line, { ...options, normalise: true }) as Estimate;
    expect(read.support).toMatchObject({ probabilities: [1], otherMass: 0 });
  });

  it("names the photo of a line that is no JSON for its NaN, and refuses a line without photo", () => {
    expect(readPredictionLine('{"id": "a", "lat": NaN, "lon": 2}', options)).toMatchObject({
      id: "a",
      kind: "invalid",
      detail: expect.stringContaining("NaN"),
    });
    expect(() => readPredictionLine('{"lat": 1', options)).toThrow(/not JSON/);
    expect(() => readPredictionLine('{"lat": 1, "lon": 2}', options)).toThrow(/names no photo/);
  });

  it("takes the names that others give to ids and positions", () => {
    expect(read({ IMG_ID: "a", LAT: 1, LON: "2" })).toMatchObject({ id: "a", at: [2, 1] });
    const predicted = read({ id: 7, lat: 0, lon: 0, pred_lat: 1, pred_lng: 2 });
    expect(predicted).toMatchObject({ id: "7", at: [2, 1] });
    // An object is no name: documents of this project have one under "image".
    expect(read({ image: { width: 1 }, file: "a", lat: 1, lon: 2 })).toMatchObject({ id: "a" });
  });

  it("takes the photo's own name from a line that was cut, not one of its places", () => {
    const cut = '{"file":"a.jpg","lat":NaN,"places":[{"level":"country","id":"FR"';
    expect(readPredictionLine(cut, options)).toMatchObject({ id: "a.jpg", kind: "invalid" });
  });

  it("is as sure of candidates as their probabilities say, and of ranks not at all", () => {
    const at = { lat: 1, lng: 2 };
    const sure = (candidates: object[]) => (read({ id: "a", candidates }) as Estimate).confidence;
    expect(sure([{ ...at, probability: 0.2 }])).toBe(0.2);
    expect(sure([at, at])).toBeNull();
  });
});

function readTable(text: string): (Estimate | Failure)[] {
  const table = createPredictionTable(options);
  return [...text.split("\n").flatMap((line) => table.add(line)), ...table.end()];
}

describe("prediction tables", () => {
  it("reads one point a row; a second row of an id is a second prediction", () => {
    const read = readTable("id,lat,lon\na,1,2\na,3,4\nb,5,6");
    expect(read.map(({ id }) => id)).toEqual(["a", "a", "b"]);
  });

  it("takes the predicted columns of a table that repeats the truth", () => {
    const [first] = readTable("img_id,gt_lat,gt_long,pred_lat,pred_long\na,1,2,3,4") as Estimate[];
    expect(first!.at).toEqual([4, 3]);
  });

  it.each([
    "IMG_ID,LAT,LON",
    "img_id,pred_lat,pred_lng",
    "file,latitude,longitude",
    "Image ID,Predicted Latitude,Predicted Longitude",
    "imagePath,latPred,lonPred",
    "filename,LAT_PRED,LONG_PRED",
    "name,Latitude,Longitude",
  ])("takes the columns %s", (header) => {
    expect(readTable(`${header}\na,1,2`)).toMatchObject([{ id: "a", at: [2, 1] }]);
  });

  it("does not take a latency for a latitude, nor a cell without probability for a distribution", () => {
    const [first] = readTable("id,pred_latency,h3,lat,lon\na,9,8428309ffffffff,1,2") as Estimate[];
    expect(first).toMatchObject({ at: [2, 1], support: { kind: "point" } });
  });

  it("says when no order is in it: rows of a photo apart, a quote that is never closed", () => {
    expect(() => readTable("id,rank,lat,lon\na,1,3,4\nb,1,1,2\na,2,0,0")).toThrow(
      /rows of a come again .* sort the table by id/,
    );
    expect(() => readTable('id,lat,lon\n"a,1,2\nb,1,2')).toThrow(/the quote in .* never closed/);
    const long = `id,lat,lon\n"a,1,2\n${"b,1,2\n".repeat(200)}`;
    expect(() => long.split("\n").map(createPredictionTable(options).add)).toThrow(/never closed/);
  });

  it("groups ranked candidates and sorts them by rank", () => {
    const [first] = readTable("id,rank,lat,lon\na,2,3,4\na,1,1,2\nb,1,0,0") as Estimate[];
    expect(first!.at).toEqual([2, 1]);
    expect(first!.support).toMatchObject({ weights: [2 / 3, 1 / 3] });
  });

  it("groups cells", () => {
    const [first] = readTable(
      "id,h3,probability\na,8428309ffffffff,0.4\na,842830bffffffff,0.6",
    ) as Estimate[];
    expect(first!.support).toMatchObject({ kind: "cells", probabilities: [0.4, 0.6] });
  });

  it("are read with semicolons and decimal commas; a rank has no decimals", () => {
    const [first] = readTable("id;lat;lon\r\na;48,85;2,25\r\n");
    expect(first).toMatchObject({ id: "a", at: [2.25, 48.85] });
    expect(() => readTable("id,lat,lon\na,48,85,2,25\n")).toThrow(/decimal commas need semicolons/);
    expect(readTable("id;lat;lon;rank\na;1;2;1,000\na;1;3;2\n")[0]).toMatchObject({
      kind: "invalid",
    });
  });

  it("marks rows that cannot be used and refuses tables that are something else", () => {
    expect(readTable("id,lat,lon\na,x,2")).toMatchObject([{ id: "a", kind: "invalid" }]);
    expect(readTable("id,lat,lon\na,NaN,2")).toMatchObject([{ id: "a", kind: "invalid" }]);
    expect(() => readTable("a,b\n1,2")).toThrow(/its columns are a, b\. .* id,lat,lon/);
  });
});

describe("files of predictions", () => {
  function readFile(name: string, text: string) {
    const reader = createPredictionReader(name, options);
    const lines = text.split("\n");
    const read = lines.flatMap((line, i) =>
      reader.add({ text: line, number: i + 1, isCut: i === lines.length - 1 && line !== "" }),
    );
    return { read: [...read, ...reader.end()], cutLine: reader.cutLine };
  }

  it("are told apart by their ending, else by their first line", () => {
    const table = "\uFEFFid,lat,lon\na,1,2\n";
    for (const name of ["p.csv", "p.csv.gz", "p.txt"]) {
      expect(readFile(name, table).read).toMatchObject([{ id: "a", at: [2, 1] }]);
    }
    const documents = '\uFEFF{"id":"a","lat":1,"lon":2}\n\n';
    for (const name of ["p.jsonl", "p.ndjson.gz", "p.json"]) {
      expect(readFile(name, documents).read).toMatchObject([{ id: "a", at: [2, 1] }]);
    }
  });

  it("may end in a cut document, not have one in the middle", () => {
    const sound = '{"id":"a","lat":1,"lon":2}\n';
    expect(readFile("p.jsonl", `${sound}{"lat":3`)).toMatchObject({ read: [{}], cutLine: 2 });
    expect(() => readFile("p.jsonl", `${sound}{"lat":3\n${sound}`)).toThrow(/^line 2: .*not JSON/);
  });

  it("are no JSON list", () => {
    expect(() => readFile("p.json", '[{"id":"a"}]')).toThrow(/line 1: it begins a JSON list.*jq/);
  });
});
