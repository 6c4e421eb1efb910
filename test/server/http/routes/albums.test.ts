import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { AlbumSchema } from "../../../../core/contracts/album.ts";
import { GraticuleError } from "../../../../core/contracts/errors.ts";
import { ALBUM_REQUEST_EXAMPLE } from "../../../../core/contracts/examples.ts";
import { JPEG, startTestService, until } from "../fixture.ts";

const LINES = "application/x-ndjson";
const [BEACH, STREET] = ALBUM_REQUEST_EXAMPLE.photos;

function post(url: string, body: unknown, query = "", init: RequestInit = {}): Promise<Response> {
  const { headers, ...rest } = init;
  return fetch(`${url}/v1/albums${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(headers as Record<string, string>) },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...rest,
  });
}

const linesOf = async (answer: Response) =>
  (await answer.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("POST /v1/albums", () => {
  it("answers a document in the order of the body, two photos of one name too", async () => {
    const { url, locator } = await startTestService();
    const photos = [BEACH, STREET, { ...BEACH, time: "2026-05-02" }];
    const answer = await post(url, { photos, order: "time" }, "?top_k=3&max_cells=7");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const album = AlbumSchema.parse(await answer.json());
    expect(album.photos.map(({ file }) => file)).toEqual(["beach.jpg", "street.jpg", "beach.jpg"]);
    expect(album).toMatchObject({ version: 1, belongs: 0.97, order: "time" });
    expect(album.path.map(({ index, time }) => [index, time])).toEqual([
      [0, "2026-05-01T10:00:00+02:00"],
      [1, null],
      [2, "2026-05-02"],
    ]);
    expect(album.warnings).toEqual([
      'Times that say no zone while others do, taken for UTC: "beach.jpg".',
    ]);
    const { files, question } = locator.solved[0]!;
    expect(question).toMatchObject({
      order: "time",
      usesPositions: true,
      options: { topK: 3, maxCells: 7 },
    });
    expect(files[0]).toMatchObject({ hours: Date.UTC(2026, 4, 1, 8) / 3_600_000 });
    expect(files[1]).toMatchObject({ hours: null, position: { lat: 43.2965, lng: 5.3698 } });
  });

  it("leaves to the looks what the body does not say, and lists no cells unasked", async () => {
    const { url, locator } = await startTestService();
    const { file, look } = BEACH!;
    expect((await post(url, { photos: [{ file, look }] })).status).toBe(200);
    const { files, question } = locator.solved[0]!;
    expect(files).toEqual([{ file, look, hours: "exif" }]);
    expect(question).toMatchObject({ order: null, options: { maxCells: 0 } });
  });

  it("leaves out times in the future, and says so", async () => {
    const { url, locator } = await startTestService();
    const answer = await post(url, { photos: [{ ...BEACH, time: "2999-01-01T00:00Z" }, STREET] });
    expect(await answer.json()).toMatchObject({
      warnings: ['Photos with times in the future, which are left out: "beach.jpg".'],
      path: [{ time: null }, { time: null }],
    });
    expect(locator.solved[0]!.files[0]!.hours).toBeNull();
  });

  it("tells line by line how far it is, then each photo, then the album", async () => {
    const { url, locator } = await startTestService();
    locator.hold();
    const answer = await post(url, ALBUM_REQUEST_EXAMPLE, "", { headers: { Accept: LINES } });
    expect(answer.headers.get("content-type")).toMatch(LINES);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = await reader.read();
    expect(first.value).toBe('{"progress":{"what":"photos","done":2,"total":2}}\n');
    locator.release();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
    const lines = rest
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { photo: { index: 0, file: "beach.jpg", prediction: { album: { photos: 2 } } } },
      { photo: { index: 1, file: "street.jpg" } },
      { album: { version: 1, belongs: 0.97, path: [{ index: 0 }, { index: 1 }], warnings: [] } },
    ]);
    expect(lines[2].album.photos).toBeUndefined();
  });

  it("answers what fails at once as a problem, and what fails later as the last line", async () => {
    const { url, locator, logged } = await startTestService();
    const early = await post(url, { photos: [] }, "", { headers: { Accept: LINES } });
    expect(early.status).toBe(400);
    expect(await early.json()).toMatchObject({ code: "parameter_invalid" });
    locator.fail(new GraticuleError("internal", "Secret path /root/x"));
    const late = await post(url, ALBUM_REQUEST_EXAMPLE, "", { headers: { Accept: LINES } });
    const lines = await linesOf(late);
    expect(lines.map((line) => Object.keys(line)[0])).toEqual(["progress", "problem"]);
    expect(lines[1].problem).toMatchObject({ code: "internal", status: 500 });
    expect(JSON.stringify(lines)).not.toContain("Secret");
    expect(logged.join("\n")).toContain("Secret");
  });

  it.each([
    [0, 500, 0],
    [1, 200, 1],
  ])(
    "a document whose answer %d fails has status %d and is whole",
    async (at, status, answered) => {
      const { url, locator, logged } = await startTestService();
      locator.remark((i) => {
        if (i === at) throw new Error("Secret path /root/x");
        return "";
      });
      const answer = await post(url, { photos: [BEACH, STREET, BEACH] });
      expect(answer.status).toBe(status);
      const document = await answer.json();
      expect(JSON.stringify(document)).not.toContain("Secret");
      expect(logged.join("\n")).toContain("Secret");
      if (status === 500) return expect(document).toMatchObject({ code: "internal" });
      const { photos } = AlbumSchema.parse(document);
      expect(photos.map(({ file }) => file)).toEqual(["beach.jpg", "street.jpg", "beach.jpg"]);
      expect(photos.filter((photo) => "prediction" in photo)).toHaveLength(answered);
      expect(photos[2]).toEqual({ file: "beach.jpg", reason: expect.stringMatching(/\w/) });
    },
  );

  it("solves one at a time, lets four wait, and keeps no prediction waiting", async () => {
    const { url, locator } = await startTestService({ slots: 1, queue: 0 });
    locator.hold();
    const asked = Array.from({ length: 5 }, () => post(url, ALBUM_REQUEST_EXAMPLE));
    const started = await until(() => locator.solved.length === 1).then(() => true);
    expect(started).toBe(true);
    let refused = await post(url, ALBUM_REQUEST_EXAMPLE);
    while (refused.status !== 503) refused = await post(url, ALBUM_REQUEST_EXAMPLE);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: "busy" });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^graticule_albums_running 1$/m);
    expect(metrics).toMatch(/^graticule_albums_waiting 4$/m);
    expect(locator.solved).toHaveLength(1);
    locator.release();
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
    const later = await (await fetch(`${url}/metrics`)).text();
    expect(later).toMatch(/^graticule_album_seconds_count [5-9]$/m);
    expect(later).toMatch(/^graticule_album_photos_bucket\{le="2"\} [5-9]$/m);
  });

  it.each([
    ["a document", "application/json", "gzip"],
    ["a document as it is", "application/json", "identity"],
    ["lines", LINES, "gzip"],
  ])("gathers %s for no slow reader, and ends when it was taken", async (_name, type, coding) => {
    const { url, locator } = await startTestService();
    const photos = Array.from({ length: 400 }, (_, i) => ({ ...BEACH, file: `${i}.jpg` }));
    // Random, so that it has its length when compressed too.
    const noise = Array.from({ length: 400 }, () => randomBytes(60_000).toString("base64"));
    locator.remark((i) => noise[i]!);
    const answer = await post(url, { photos }, "", {
      headers: { Accept: type, "Accept-Encoding": coding },
    });
    const answered = locator.remarked;
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Some megabytes lie in the buffers of the system and of the reader.
    expect(locator.remarked).toBeLessThan(350);
    expect(locator.remarked).toBeGreaterThanOrEqual(answered);
    const text = await answer.text();
    expect(text).toContain(noise[399]!);
    expect(locator.remarked).toBe(400);
  });

  it("frees the place of a client that leaves", async () => {
    const { url, locator } = await startTestService();
    locator.hold();
    const leaving = new AbortController();
    const asked = post(url, ALBUM_REQUEST_EXAMPLE, "", {
      signal: leaving.signal,
      headers: { Accept: LINES },
    });
    await until(() => locator.solved.length === 1);
    const next = post(url, ALBUM_REQUEST_EXAMPLE);
    leaving.abort();
    await asked.then((answer) => answer.text()).catch(() => {});
    await until(() => locator.solved[0]!.signal.aborted);
    await until(() => locator.solved.length === 2);
    locator.release();
    expect((await next).status).toBe(200);
  });

  it.each([
    ["no photos", { photos: [] }, /at least 1 entry/],
    [
      "too many",
      { photos: Array.from({ length: 501 }, () => BEACH) },
      /body\/photos: expected at most 500 entries, got a list of 501/,
    ],
    ["a time that is none", { photos: [{ ...BEACH, time: "noon" }] }, /"beach.jpg": .* got "noon"/],
    ["no such day", { photos: [{ ...BEACH, time: "2026-02-31" }] }, /body\/photos\/0\/time/],
    ["no look", { photos: [{ file: "a.jpg" }] }, /body\/photos\/0\/look/],
    ["an endless look", { photos: [{ ...BEACH, look: "a".repeat(200_000) }] }, /at most 131072/],
    [
      "a position off the Earth",
      { photos: [{ ...BEACH, position: { lat: 91, lng: 0 } }] },
      /body\/photos\/0\/position\/lat/,
    ],
    ["another order", { photos: [BEACH], order: "name" }, /one of time, given, none/],
    ["what is not known", { photos: [BEACH], prior: "land" }, /unknown: "prior"/],
  ])("refuses %s before any work", async (_name, body, detail) => {
    const { url, locator } = await startTestService();
    const answer = await post(url, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: "parameter_invalid",
      detail: expect.stringMatching(detail),
    });
    expect(locator.solved).toHaveLength(0);
  });

  it.each(["?prior=land", "?ranking=gallery", "?look=on", "?format=csv", "?top_k=0"])(
    "refuses the parameter %s",
    async (query) => {
      const { url, locator } = await startTestService();
      const answer = await post(url, ALBUM_REQUEST_EXAMPLE, query);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "parameter_invalid" });
      expect(locator.solved).toHaveLength(0);
    },
  );

  it("takes no hints", async () => {
    const { url } = await startTestService();
    const answer = await post(url, ALBUM_REQUEST_EXAMPLE, "?within=FR");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      detail: expect.stringContaining("within: unknown parameter, expected one of top_k"),
    });
  });

  it("stops reading at its limit, and holds no more than the uploads may", async () => {
    const { url } = await startTestService({ uploadMemoryMb: 200 });
    const long = `{"photos":[],"x":"${"a".repeat(41 * 2 ** 20)}"}`;
    const tooLong = await post(url, long);
    expect(tooLong.status).toBe(400);
    expect(await tooLong.json()).toMatchObject({
      code: "body_invalid",
      detail: "The body is longer than 40 MB.",
    });
    const small = await startTestService({ uploadMemoryMb: 1 });
    const share = await post(small.url, long.slice(0, 30 * 2 ** 20));
    expect(share.status).toBe(429);
    expect(await share.json()).toMatchObject({ code: "upload_share" });
  });

  it.each([
    ["not JSON", "{", "application/json", 400],
    ["another type", "{}", "text/plain", 400],
    ["a form without a boundary", "{}", "multipart/form-data", 400],
  ])("refuses a body that is %s", async (_name, body, type, status) => {
    const { url } = await startTestService();
    const answer = await post(url, body, "", { headers: { "Content-Type": type } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code: "body_invalid" });
  });

  it("keeps to the operator's token, switch and rate", async () => {
    const guarded = await startTestService({ token: "0123456789abcdef" });
    expect((await post(guarded.url, ALBUM_REQUEST_EXAMPLE)).status).toBe(401);
    const closed = await startTestService({ uploads: false });
    expect((await post(closed.url, ALBUM_REQUEST_EXAMPLE)).status).toBe(403);
    const slow = await startTestService({ rateLimit: 1 });
    expect((await post(slow.url, ALBUM_REQUEST_EXAMPLE)).status).toBe(200);
    expect((await post(slow.url, ALBUM_REQUEST_EXAMPLE)).status).toBe(429);
  });
});

describe("POST /v1/albums with a form", () => {
  type Part = readonly [name: string, value: string | Uint8Array, file?: string];

  function postForm(url: string, parts: readonly Part[], query = ""): Promise<Response> {
    const form = new FormData();
    for (const [name, value, file] of parts) {
      if (typeof value === "string" && file === undefined) form.append(name, value);
      else form.append(name, new Blob([value as BlobPart]), file);
    }
    return fetch(`${url}/v1/albums${query}`, { method: "POST", body: form });
  }
  const BEACH_FILE: Part = ["photo", JPEG, "beach.jpg"];
  const STREET_FILE: Part = ["photo", JPEG, "straße.jpg"];

  it("takes photos, texts of a form and of the query, in the order of the parts", async () => {
    const { url, locator } = await startTestService();
    const answer = await postForm(
      url,
      [BEACH_FILE, ["order", "given"], ["prior", "land"], STREET_FILE, ["uses_positions", "false"]],
      "?top_k=2",
    );
    expect(answer.status).toBe(200);
    const album = AlbumSchema.parse(await answer.json());
    expect(album.photos.map(({ file }) => file)).toEqual(["beach.jpg", "straße.jpg"]);
    const { files, question } = locator.solved[0]!;
    expect(files.map(({ hours }) => hours)).toEqual(["exif", "exif"]);
    expect(await ("read" in files[0]! && files[0].read())).toEqual(JPEG);
    expect(question).toMatchObject({
      order: "given",
      usesPositions: false,
      options: { prior: "land", topK: 2, maxCells: 0 },
    });
  });

  it.each([
    ["text", (csv: string): Part => ["times", csv]],
    ["a file", (csv: string): Part => ["times", csv, "times.csv"]],
  ])("takes a table of times as %s", async (_name, part) => {
    const { url, locator } = await startTestService();
    const csv =
      "file,time\nbeach.jpg,2026-05-01T10:00:00+02:00\nstraße.jpg,2999-01-01T00:00Z\nlost.jpg,\n";
    const answer = await postForm(url, [BEACH_FILE, STREET_FILE, part(csv)]);
    expect(await answer.json()).toMatchObject({
      path: [{ time: "2026-05-01T08:00:00Z" }, { time: null }],
      warnings: [
        'Photos of the table of times that were not sent: "lost.jpg".',
        'Photos with times in the future, which are left out: "straße.jpg".',
      ],
    });
    expect(locator.solved[0]!.files.map(({ hours }) => hours)).toEqual([
      Date.UTC(2026, 4, 1, 8) / 3_600_000,
      null,
    ]);
  });

  it.each<[string, Part[], number, string, RegExp]>([
    ["no photo", [["order", "time"]], 400, "photo_missing", /no part `photo`/],
    ["a photo that is text", [["photo", "beach.jpg"]], 400, "photo_missing", /is text/],
    [
      "a photo elsewhere",
      [["image", JPEG, "a.jpg"]],
      400,
      "body_invalid",
      /expected it in `photo`/,
    ],
    [
      "another order",
      [BEACH_FILE, ["order", "name"]],
      400,
      "parameter_invalid",
      /time, given, none/,
    ],
    [
      "an order given twice",
      [BEACH_FILE, ["order", "time"], ["order", "none"]],
      400,
      "parameter_invalid",
      /given 2 times/,
    ],
    ["hints", [BEACH_FILE, ["within", "FR"]], 400, "hint_invalid", /unknown parameter/],
    [
      "times that are none",
      [BEACH_FILE, ["times", "file,time\nbeach.jpg,noon"]],
      400,
      "parameter_invalid",
      /times: line 2: expected a time like/,
    ],
    [
      "a table without times",
      [BEACH_FILE, ["times", ""]],
      400,
      "parameter_invalid",
      /columns file/,
    ],
    [
      "too many photos",
      Array.from({ length: 501 }, (): Part => ["photo", "x", "a.jpg"]),
      400,
      "body_invalid",
      /more than 500 photos/,
    ],
  ])("refuses %s", async (_name, parts, status, code, detail) => {
    const { url, locator } = await startTestService();
    const answer = await postForm(url, parts);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code, detail: expect.stringMatching(detail) });
    expect(locator.solved).toHaveLength(0);
  });

  it("counts each photo of a form as a request, and the looks of a body as none", async () => {
    const { url, locator } = await startTestService({ rateLimit: 3 });
    const photos = [BEACH_FILE, STREET_FILE];
    expect((await postForm(url, photos)).status).toBe(200);
    const refused = await postForm(url, photos);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(await refused.json()).toMatchObject({
      code: "rate_limited",
      detail: expect.stringContaining("Each photo counts as a request"),
    });
    expect(locator.solved).toHaveLength(1);
  });

  it("stops at the limits of one photo and of all together, and says what to do", async () => {
    const { url } = await startTestService({ uploadMemoryMb: 6, maxPhotoMb: 2 });
    const megabytes = (count: number): Part => ["photo", new Uint8Array(count * 2 ** 20), "a.jpg"];
    const one = await postForm(url, [megabytes(2.5)]);
    expect(one.status).toBe(413);
    const all = await postForm(url, [megabytes(1.5), megabytes(1.5), megabytes(1.5)]);
    expect(all.status).toBe(413);
    expect(await all.json()).toMatchObject({
      code: "photo_too_large",
      detail: expect.stringMatching(/more than 3 MB together\. .* look=on/),
    });
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^graticule_upload_bytes 0$/m);
  });
});
