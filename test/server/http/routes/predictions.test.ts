import { describe, expect, it } from "vitest";
import { GraticuleError } from "../../../../core/contracts/errors.ts";
import { PREDICTION_EXAMPLE } from "../../../../core/contracts/examples.ts";
import { DEFAULT_OPTIONS } from "../../../../core/contracts/options.ts";
import type { Prediction } from "../../../../core/contracts/prediction.ts";
import { LIMITS, pngThatClaims, readFixture } from "../../photo/pictures.ts";
import { JPEG, postForm, postRaw, startTestService } from "../fixture.ts";

const SQUARE = {
  type: "Polygon",
  coordinates: [
    [
      [0, 0],
      [9, 0],
      [9, 9],
      [0, 9],
      [0, 0],
    ],
  ],
};

async function problemOf(answer: Response): Promise<Record<string, unknown>> {
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  return (await answer.json()) as Record<string, unknown>;
}

describe("POST /v1/predictions", () => {
  it("takes the photo as the whole body", async () => {
    const { url, locator } = await startTestService();
    const answer = await postRaw(url);
    expect(answer.status).toBe(200);
    expect((await answer.json()) as Prediction).toEqual(PREDICTION_EXAMPLE);
    expect(Buffer.from(locator.calls[0]!.photo).equals(JPEG)).toBe(true);
    expect(locator.calls[0]!.options).toEqual(DEFAULT_OPTIONS);
  });

  it("has the borders of regions where a form draws them, and where they are asked for", async () => {
    const { url, locator } = await startTestService();
    const asked = ["", "?format=csv", "?format=geojson", "?format=kml", "?geometry=outline"];
    for (const query of [...asked, "?format=kml&geometry=none"]) await postRaw(url, query);
    expect(locator.calls.map(({ options }) => options.geometry)).toEqual([
      "none",
      "none",
      "outline",
      "outline",
      "outline",
      "none",
    ]);
  });

  it("takes the photo as a part, with parameters in the query and in text parts", async () => {
    const { url, locator } = await startTestService();
    const answer = await postForm(
      url,
      { within: JSON.stringify(SQUARE), regions: "0.5,0.8" },
      JPEG,
      "?top_k=3&prior=land&max_cells=10&exclude=us,ca",
    );
    expect(answer.status).toBe(200);
    expect(Buffer.from(locator.calls[0]!.photo).equals(JPEG)).toBe(true);
    expect(locator.calls[0]!.options).toEqual({
      ...DEFAULT_OPTIONS,
      topK: 3,
      prior: "land",
      maxCells: 10,
      regions: [0.5, 0.8],
      within: [[{ kind: "area", area: SQUARE }]],
      exclude: [
        [
          { kind: "country", id: "US" },
          { kind: "country", id: "CA" },
        ],
      ],
    });
  });

  it("takes a repeated hint for several that all hold, each of any of its places", async () => {
    const { url, locator } = await startTestService();
    const feature = {
      type: "Feature",
      properties: { name: "x" },
      geometry: { ...SQUARE, bbox: [0, 0, 9, 9] },
    };
    const collection = { type: "FeatureCollection", features: [feature, feature] };
    const query = new URLSearchParams([
      ["within", "FR, Sweden"],
      ["within", JSON.stringify(feature)],
      ["within", JSON.stringify(collection)],
    ]);
    expect((await postRaw(url, `?${query}`)).status).toBe(200);
    const area = { kind: "area", area: SQUARE };
    expect(locator.calls[0]!.options.within).toEqual([
      [
        { kind: "country", id: "FR" },
        { kind: "country", id: "SE" },
      ],
      [area],
      [area, area],
    ]);
  });

  it("says how long each stage took, and keeps nothing", async () => {
    const { url } = await startTestService();
    const answer = await postRaw(url);
    expect(answer.headers.get("server-timing")).toMatch(
      /^upload;dur=[\d.]+, queue;dur=[\d.]+, pixels;dur=31\.2/,
    );
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

describe("POST /v1/predictions – forms of the answer", () => {
  it.each([
    ["json", "application/json", /^\{"version":2,"model"/],
    ["geojson", "application/geo+json", /^\{"type":"FeatureCollection"/],
    ["csv", "text/csv", /^h3,lat,lng,probability/],
    ["kml", "application/vnd.google-earth.kml+xml", /^<\?xml.*<kml/s],
  ])("%s by parameter and by Accept", async (format, type, start) => {
    const { url } = await startTestService();
    const byParameter = await postRaw(url, `?format=${format}`);
    const byAccept = await postRaw(url, "", { headers: { Accept: type } });
    const byField = await postForm(url, { format });
    for (const answer of [byParameter, byAccept, byField]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")?.split(";")[0]).toBe(type);
      expect(await answer.text()).toMatch(start);
    }
  });

  it("answers JSON to a browser's Accept", async () => {
    const { url } = await startTestService();
    const answer = await postRaw(url, "", {
      headers: { Accept: "text/html,image/avif,*/*;q=0.8" },
    });
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  });
});

describe("POST /v1/predictions – what is refused before the photo is looked at", () => {
  it.each([
    ["?top_k=0", "parameter_invalid", 'top_k: expected an integer from 1 to 100, got "0"'],
    ["?top_k=2.5", "parameter_invalid", 'top_k: expected an integer from 1 to 100, got "2.5"'],
    [
      "?prior=cars",
      "parameter_invalid",
      'prior: expected one of photos, population, land, got "cars"',
    ],
    ["?regions=0.5,1", "parameter_invalid", /regions: expected .* up to 0\.99.*got "0\.5,1"/],
    [
      "?geometry=box",
      "parameter_invalid",
      'geometry: expected one of none, outline, cells, got "box"',
    ],
    ["?max_cells=20001", "parameter_invalid", /max_cells: expected an integer from 0 to 20000/],
    ["?topk=5", "parameter_invalid", /topk: unknown parameter, expected one of top_k, prior/],
    ["?top_k=1&top_k=2", "parameter_invalid", "top_k: given 2 times, expected once"],
    [
      "?format=xml",
      "parameter_invalid",
      'format: expected one of json, geojson, csv, kml, got "xml"',
    ],
    ["?within=Swedne", "hint_invalid", /within: got "Swedne".*did you mean Sweden \(SE\)\?/],
    ["?within=qqqqqq", "hint_invalid", /within: got "qqqqqq", expected a country, continent/],
    ["?within=Paris", "hint_invalid", /"Paris" is a city .*within 50 km of Paris/],
    ["?exclude=Korea", "hint_invalid", /"Korea" could be South Korea .* or North Korea/],
    [
      "?within=%7B%22type%22",
      "hint_invalid",
      /within: the GeoJSON is malformed: it is not JSON, or cut short$/,
    ],
    [
      '?exclude={"type":"Point","coordinates":[1,2]}',
      "hint_invalid",
      /exclude: got "Point", expected a GeoJSON/,
    ],
    [
      '?within={"type":"Polygon","coordinates":[[[0,0],[500,0],[9,9],[0,0]]]}',
      "hint_invalid",
      /within: hint 1, term 1, area\.coordinates\.0\.1\.0: expected at most 360/,
    ],
  ])("%s", async (query, code, detail) => {
    const { url, locator } = await startTestService();
    const answer = await postRaw(url, query);
    expect(answer.status).toBe(400);
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ code, detail: expect.stringMatching(detail) });
    expect(problem.errors).toHaveLength(1);
    expect(locator.calls).toHaveLength(0);
  });

  it("names all faults at once, wherever they stand", async () => {
    const { url } = await startTestService();
    const answer = await postForm(url, { top_k: "x", nonsense: "1" }, JPEG, "");
    const { errors } = await problemOf(answer);
    expect((errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      "form/nonsense",
      "form/top_k",
    ]);
  });
});

describe("POST /v1/predictions – bad bodies", () => {
  const raw = (body: Uint8Array, type = "application/octet-stream") => ({
    body: new Uint8Array(body),
    headers: { "Content-Type": type },
  });

  it.each([
    ["an empty body", raw(new Uint8Array(0)), 400, "photo_missing"],
    ["a text", raw(Buffer.from("hello")), 415, "photo_type_unsupported"],
    [
      "a text that calls itself a photo",
      raw(Buffer.from("hello"), "image/jpeg"),
      415,
      "photo_type_unsupported",
    ],
    ["an SVG", raw(Buffer.from("<svg/>"), "image/svg+xml"), 415, "photo_type_unsupported"],
    ["a PDF", raw(Buffer.from("%PDF-1.7")), 415, "photo_type_unsupported"],
    [
      "a form encoded body (curl without a type)",
      raw(JPEG, "application/x-www-form-urlencoded"),
      415,
      "photo_type_unsupported",
    ],
    ["JSON", raw(Buffer.from("{}"), "application/json"), 415, "photo_type_unsupported"],
    ["a decompression bomb", raw(pngThatClaims(50_000, 50_000)), 422, "photo_too_many_pixels"],
    ["a stub of a JPEG", raw(JPEG.subarray(0, 12)), 422, "photo_unreadable"],
    ["too many bytes", raw(new Uint8Array(LIMITS.maxBytes + 1)), 413, "photo_too_large"],
    ["multipart without a boundary", raw(JPEG, "multipart/form-data"), 400, "body_invalid"],
    [
      "multipart that is cut short",
      raw(
        Buffer.from('--b\r\nContent-Disposition: form-data; name="image"; filename="x"\r\n\r\nabc'),
        "multipart/form-data; boundary=b",
      ),
      400,
      "body_invalid",
    ],
    [
      "gzip",
      {
        body: new Uint8Array(JPEG),
        headers: { "Content-Type": "image/jpeg", "Content-Encoding": "gzip" },
      },
      400,
      "body_invalid",
    ],
  ])("%s", async (_name, init, status, code) => {
    const { url, locator, logged } = await startTestService();
    const answer = await postRaw(url, "", init);
    expect(await problemOf(answer)).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(locator.calls).toHaveLength(0);
    expect(logged.join("")).not.toMatch(/stack|Error/);
    expect((await postRaw(url)).status).toBe(200);
  });

  it("no body at all", async () => {
    const { url } = await startTestService();
    const answer = await fetch(`${url}/v1/predictions`, { method: "POST" });
    expect(await problemOf(answer)).toMatchObject({
      code: "photo_missing",
      detail: expect.stringContaining("curl -F image=@"),
    });
  });

  it.each([
    [
      "no part image",
      (form: FormData) => form.append("top_k", "3"),
      "photo_missing",
      /no part `image`/,
    ],
    [
      "text in the part image",
      (form: FormData) => form.append("image", "photo.jpg"),
      "photo_missing",
      /is text, not a file/,
    ],
    [
      "a file in another part",
      (form: FormData) => form.append("photo", new Blob(["x"]), "x"),
      "body_invalid",
      /in the part "photo"/,
    ],
    [
      "two photos",
      (form: FormData) => {
        form.append("image", new Blob(["x"]), "a");
        form.append("image", new Blob(["y"]), "b");
      },
      "body_invalid",
      /several files/,
    ],
    [
      "a hint without end",
      (form: FormData) => form.append("within", "x".repeat(300_000)),
      "parameter_invalid",
      /too long/,
    ],
  ] as const)("a form with %s", async (_name, fill, code, detail) => {
    const { url } = await startTestService();
    const body = new FormData();
    fill(body);
    const answer = await fetch(`${url}/v1/predictions`, { method: "POST", body });
    expect(await problemOf(answer)).toMatchObject({ code, detail: expect.stringMatching(detail) });
  });

  it("a HEIC of too many pixels, by its header", async () => {
    const { url } = await startTestService();
    const body = new Uint8Array(await readFixture("phone.heic"));
    expect((await postRaw(url, "", { body })).status).toBe(200);
  });
});

describe("POST /v1/predictions – when the service says no", () => {
  it("uploads are off", async () => {
    const { url } = await startTestService({ uploads: false });
    const answer = await postRaw(url);
    expect(answer.status).toBe(403);
    expect(await problemOf(answer)).toMatchObject({ code: "uploads_off" });
  });

  it("not ready: 503 with the reason and when to come back", async () => {
    const { url } = await startTestService({
      readiness: () => ({ state: "warming", detail: "cell index: 3 of 9." }),
    });
    for (const answer of [await postRaw(url), await fetch(`${url}/readyz`)]) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("2");
      expect(await problemOf(answer)).toMatchObject({
        code: "not_ready",
        detail: "cell index: 3 of 9.",
      });
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("an error of the core keeps its words", async () => {
    const { url, locator } = await startTestService();
    locator.fail(
      new GraticuleError("hint_excludes_everything", "No land is left: Bouvet Island has no cell."),
    );
    const answer = await postRaw(url);
    expect(answer.status).toBe(422);
    expect(await problemOf(answer)).toMatchObject({
      detail: "No land is left: Bouvet Island has no cell.",
    });
  });

  it("an unforeseen error shows its request id, and its cause only in the log", async () => {
    const { url, locator, logged } = await startTestService();
    locator.fail(new Error("tensor at /secret/path exploded"));
    const answer = await postForm(url);
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).not.toMatch(/secret|exploded|stack|\.ts/);
    expect(JSON.parse(text)).toMatchObject({
      code: "internal",
      requestId: answer.headers.get("x-request-id"),
    });
    expect(logged.join("\n")).toContain("tensor at /secret/path exploded");
  });

  it("logs hold no file name, place or query", async () => {
    const { url, logged } = await startTestService();
    await postForm(url, { within: "FR" }, JPEG, "?exclude=LU");
    await fetch(`${url}/no/such/holiday.jpg`);
    const text = logged.join("\n");
    expect(logged.length).toBeGreaterThan(0);
    expect(text).not.toMatch(/holiday|FR|LU|exclude|48\./);
  });
});
