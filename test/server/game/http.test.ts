import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { build, type Rolldown } from "vite";
import { describe, expect, it } from "vitest";
import { AlbumSchema, GameSchema, type NewGame } from "../../../core/game/api.ts";
import { startTestService, type TestSettings } from "../http/fixture.ts";
import { PLACES, picture, useTable } from "./fixture.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const FIVE: Partial<NewGame> = { mode: "five" };
const PIN = { lat: 10, lng: 20 };

const table = useTable();

/** A browser as far as the game needs one: it keeps its cookie, and all that it was ever sent. */
async function openClient(settings: TestSettings = {}) {
  const { url } = await startTestService({ games: async () => table.games, ...settings });
  return clientOf(url);
}

function clientOf(url: string) {
  let cookie = "";
  const received: { path: string; headers: string; body: Buffer }[] = [];
  async function ask(method: string, path: string, body?: unknown, headers: object = {}) {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(cookie ? { Cookie: cookie } : {}),
        ...(body === undefined
          ? {}
          : { "Content-Type": isBytes ? "application/octet-stream" : "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : {
            body: isBytes
              ? new Uint8Array(body)
              : typeof body === "string"
                ? body
                : JSON.stringify(body),
          }),
    });
    const set = response.headers.get("set-cookie");
    if (set) cookie = set.split(";")[0]!;
    const bytes = Buffer.from(await response.arrayBuffer());
    received.push({ path, headers: JSON.stringify([...response.headers]), body: bytes });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      json: isJson && bytes.length > 0 ? JSON.parse(bytes.toString("utf8")) : null,
    };
  }
  return {
    url,
    received,
    ask,
    get: (path: string) => ask("GET", path),
    post: (path: string, body?: unknown, headers?: object) => ask("POST", path, body, headers),
    patch: (path: string, body: unknown) => ask("PATCH", path, body),
    delete: (path: string) => ask("DELETE", path),
    setCookie(text: string) {
      cookie = text;
    },
    cookie: () => cookie,
  };
}

describe("a game under a path", () => {
  it("gives its cookie to that path alone, and tells where the game is", async () => {
    const client = await openClient({ basePath: "/tools/photos" });
    const { status, headers, json } = await client.post("/tools/photos/v1/games", FIVE);
    expect(status).toBe(201);
    expect(headers.get("set-cookie")).toContain("; Path=/tools/photos/v1;");
    expect(headers.get("location")).toBe(`/tools/photos/v1/games/${json.id}`);
  });
});

describe("a cheater", () => {
  it("finds no truth in anything that is sent before the guess is locked", async () => {
    const client = await openClient();
    await client.get("/v1/packs");
    await client.get("/v1/players/me");
    await client.get("/v1/leaderboards/five");
    const { json: game } = await client.post("/v1/games", FIVE);
    await client.get(`/v1/games/${game.id}`);
    await client.post(`/v1/games/${game.id}/rounds/1/open`);
    const photo = await client.get(`/v1/games/${game.id}/rounds/1/photo`);
    await client.get(`/v1/games/${game.id}`);
    await client.get(`/v1/games/${game.id}/rounds/1/prediction`);
    await client.get(`/v1/games/${game.id}/rounds/2/photo`);
    await client.get(`/v1/challenges/${game.challenge}`);
    await client.post(`/v1/games/${game.id}/rounds/1/guess`, { lat: 91, lng: 0 });

    const truths = await Promise.all([1, 2, 3, 4, 5].map((n) => table.truthOf(game.id, n)));
    const ids = await table.query<{ id: string; source: string; fingerprint: string }>(
      "select id, source, fingerprint from photos",
    );
    const secrets = [
      ...truths.flatMap(({ lat, lng }) => [lat, lng]).map((degrees) => String(degrees).slice(0, 6)),
      ...truths.flatMap(({ country }) => [`"${country}"`]),
      ...ids.flatMap(({ id, source, fingerprint }) => [id, source, fingerprint]),
      "secret-file",
      "secret-name",
      "places/",
    ];
    for (const { path, headers, body } of client.received) {
      for (const secret of secrets) {
        expect(headers, `headers of ${path}`).not.toContain(secret);
        expect(body.includes(secret), `${secret} in ${path}`).toBe(false);
      }
    }
    // Nothing but pixels: no EXIF, no profile, no comment, and the clock is not in the file.
    expect(await sharp(photo.bytes).metadata()).not.toHaveProperty("exif");
    expect(segmentsOf(photo.bytes).filter((marker) => marker > 0xe0 || marker === 0xfe)).toEqual(
      [],
    );
  });

  it("gets the same headers with every photo, and no name that repeats", async () => {
    const client = await openClient();
    const names = new Set<string>();
    const shapes = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const { json: game } = await client.post("/v1/games", FIVE);
      await client.post(`/v1/games/${game.id}/rounds/1/open`);
      const photo = await client.get(`/v1/games/${game.id}/rounds/1/photo`);
      names.add(game.id).add(game.challenge);
      const changing = ["date", "content-length", "x-request-id"];
      const rest = [...photo.headers].filter(([name]) => !changing.includes(name));
      shapes.add(JSON.stringify(rest));
    }
    expect(names.size).toBe(24);
    expect([...shapes]).toHaveLength(1);
    expect([...shapes][0]).not.toMatch(/etag|last-modified|disposition/);
  });

  it("finds nothing of the photos in the page's scripts", async () => {
    const config = `${ROOT}/vite.config.ts`;
    const made = await build({ configFile: config, build: { write: false }, logLevel: "silent" });
    const { output } = made as Rolldown.RolldownOutput;
    const text = output
      .map((file) => (file.type === "chunk" ? file.code : String(file.source)))
      .join("\n");
    const photos = await table.query<{ id: string; lat: number; lng: number }>(
      "select id, lat, lng from photos",
    );
    for (const { id, lat, lng } of photos) {
      expect(text.includes(id)).toBe(false);
      expect(text.includes(String(lat)) && text.includes(String(lng))).toBe(false);
    }
  }, 120_000);

  it("cannot move the clock, choose the points or play for another", async () => {
    const client = await openClient();
    const { json: game } = await client.post("/v1/games", { ...FIVE, timerS: 30 });
    const guess = `/v1/games/${game.id}/rounds/1/guess`;
    await client.post(`/v1/games/${game.id}/rounds/1/open`);
    await client.get(`/v1/games/${game.id}/rounds/1/photo`);
    for (const extra of [{ points: 5000 }, { distanceKm: 0 }, { usedMs: 1 }, { openedAt: 9e15 }]) {
      const { status, json } = await client.post(guess, { ...PIN, ...extra });
      expect([status, json.code]).toEqual([400, "parameter_invalid"]);
    }
    table.clock.now += 36_000;
    const late = await client.post(guess, PIN, { Date: new Date(0).toUTCString() });
    expect([late.status, late.json.code]).toEqual([409, "guess_late"]);
    const { json: after } = await client.get(`/v1/games/${game.id}`);
    expect(after.rounds[0].reveal.you).toMatchObject({ at: null, points: 0 });

    const thief = clientOf(client.url);
    const stolen = await thief.get(`/v1/games/${game.id}`);
    expect([stolen.status, stolen.json.code]).toEqual([403, "not_your_game"]);
  });

  it("cannot forge a cookie", async () => {
    const client = await openClient();
    const { json: game } = await client.post("/v1/games", FIVE);
    const [name, value] = client.cookie().split("=") as [string, string];
    const [id, signature] = value.split(".") as [string, string];
    const forgeries = [
      `${name}=${id}`,
      `${name}=${id}.`,
      `${name}=${id}.${"A".repeat(signature.length)}`,
      `${name}=${createHash("sha256").update(id).digest("base64url")}.${signature}`,
    ];
    for (const forgery of forgeries) {
      client.setCookie(forgery);
      expect((await client.get(`/v1/games/${game.id}`)).status, forgery).toBe(403);
    }
    client.setCookie(`other=1; ${name}=${value}`);
    expect((await client.get(`/v1/games/${game.id}`)).status).toBe(200);
  });
});

describe("the game over HTTP", () => {
  it("is played to its end", async () => {
    const client = await openClient();
    const started = await client.post("/v1/games", FIVE, { "Idempotency-Key": "k1" });
    expect(started.status).toBe(201);
    expect(started.headers.get("location")).toBe(`/v1/games/${started.json.id}`);
    expect(started.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict$/);
    const again = await client.post("/v1/games", FIVE, { "Idempotency-Key": "k1" });
    expect(again.json.id).toBe(started.json.id);
    let game = GameSchema.parse(started.json);
    for (let n = 1; n <= 5; n++) {
      await client.post(`/v1/games/${game.id}/rounds/${n}/open`);
      const photo = await client.get(`/v1/games/${game.id}/rounds/${n}/photo`);
      expect(photo.headers.get("content-type")).toBe("image/jpeg");
      expect(photo.headers.get("cache-control")).toBe("no-store");
      game = GameSchema.parse(
        (await client.post(`/v1/games/${game.id}/rounds/${n}/guess`, PIN)).json,
      );
      const prediction = await client.get(`/v1/games/${game.id}/rounds/${n}/prediction`);
      expect(prediction.json.cells.length).toBeGreaterThan(0);
    }
    expect(game.state).toBe("done");
    expect((await client.get("/v1/players/me")).json).toMatchObject({ games: 1, photos: 5 });
  });

  it("starts a round's clock when it is opened, never when something is read", async () => {
    const client = await openClient();
    const { json: game } = await client.post("/v1/games", { ...FIVE, timerS: 60 });
    const round = `/v1/games/${game.id}/rounds/1`;
    const stateOf = async () => (await client.get(`/v1/games/${game.id}`)).json.rounds[0];
    for (const method of ["HEAD", "GET"] as const) {
      const early = await client.ask(method, `${round}/photo`);
      expect(early.status, method).toBe(409);
      if (method === "GET") expect(early.json.code).toBe("round_not_open");
      expect(await stateOf()).toMatchObject({ state: "waiting", remainingMs: null });
    }
    const opened = await client.post(`${round}/open`);
    expect(opened.status).toBe(200);
    expect(GameSchema.parse(opened.json).rounds[0]).toMatchObject({
      state: "open",
      remainingMs: 60_000,
    });
    table.clock.now += 1000;
    expect((await client.ask("HEAD", `${round}/photo`)).status).toBe(200);
    expect((await client.get(`${round}/photo`)).bytes.length).toBeGreaterThan(0);
    const again = await client.post(`${round}/open`);
    expect(again.json.rounds[0]).toMatchObject({ state: "open", remainingMs: 59_000 });
    const next = await client.post(`/v1/games/${game.id}/rounds/2/open`);
    expect([next.status, next.json.code]).toEqual([409, "round_not_open"]);
  });

  it.each([
    ["no JSON", "{", {}, 400, "body_invalid"],
    [
      "a form",
      "mode=five",
      { "Content-Type": "application/x-www-form-urlencoded" },
      400,
      "body_invalid",
    ],
    ["a long body", `{"mode":"${"x".repeat(5000)}"}`, {}, 400, "body_invalid"],
    ["a mode that is none", { mode: "duel" }, {}, 400, "parameter_invalid"],
    ["a timer of a second", { mode: "five", timerS: 1 }, {}, 400, "parameter_invalid"],
    ["an unknown field", { mode: "five", seed: 1 }, {}, 400, "parameter_invalid"],
    ["a bad key", { mode: "five" }, { "Idempotency-Key": "a b" }, 400, "body_invalid"],
    ["a day to come", { mode: "daily", date: "2999-01-01" }, {}, 422, "guess_invalid"],
    ["a challenge that is none", { mode: "challenge" }, {}, 404, "game_unknown"],
  ])("refuses %s", async (_, body, headers, status, code) => {
    const client = await openClient();
    const answer = await client.post("/v1/games", body, headers);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it.each([
    ["north of the pole", { lat: 90.1, lng: 0 }],
    ["beyond 180 degrees", { lat: 0, lng: -180.5 }],
    ["a text", { lat: "1", lng: 0 }],
    ["nothing", {}],
    ["a list", [1, 2]],
  ])("refuses a guess that is %s", async (_, guess) => {
    const client = await openClient();
    const { json: game } = await client.post("/v1/games", FIVE);
    await client.post(`/v1/games/${game.id}/rounds/1/open`);
    await client.get(`/v1/games/${game.id}/rounds/1/photo`);
    const answer = await client.post(`/v1/games/${game.id}/rounds/1/guess`, guess);
    expect([answer.status, answer.json.code]).toEqual([400, "parameter_invalid"]);
  });

  it("keeps names short and harmless, and forgets who asks for it", async () => {
    const client = await openClient();
    expect((await client.patch("/v1/players/me", { name: "  <b>Zoë</b> " })).json.name).toBe(
      "<b>Zoë</b>",
    );
    for (const name of ["x".repeat(25), "a\u202eb", "tab\tbed", "nul\u0000"]) {
      expect((await client.patch("/v1/players/me", { name })).status, name).toBe(400);
    }
    expect((await client.delete("/v1/players/me")).status).toBe(204);
    expect((await client.get("/v1/players/me")).json.name).toBeNull();
  });

  it("takes album photos and says why it takes others not", async () => {
    const client = await openClient();
    const { json } = await client.post("/v1/games/albums");
    const { album } = AlbumSchema.parse(json);
    const add = (bytes: Uint8Array) => client.post(`/v1/games/albums/${album}/photos`, bytes);
    expect((await add(await picture(500, PLACES[2]!))).json.photos).toBe(1);
    expect((await add(await picture(501, null))).json.code).toBe("photo_without_place");
    expect((await add(Buffer.from("hello"))).json.code).toBe("photo_type_unsupported");
    expect((await client.delete(`/v1/games/albums/${album}`)).status).toBe(204);
    const off = await openClient({ uploads: false });
    expect((await off.post("/v1/games/albums")).json.code).toBe("uploads_off");
  });

  it("counts requests and can be switched off", async () => {
    const limited = await openClient({ gameRateLimit: 2 });
    await limited.get("/v1/packs");
    await limited.get("/v1/packs");
    const { status, headers } = await limited.get("/v1/packs");
    expect(status).toBe(429);
    expect(headers.get("retry-after")).toMatch(/^\d+$/);
    const { url } = await startTestService();
    const off = await clientOf(url).get("/v1/packs");
    expect([off.status, off.json.code]).toEqual([403, "play_off"]);
  });
});

/** Markers of a JPEG's segments before its pixels; a cut file gives those there are. */
function segmentsOf(jpeg: Buffer): number[] {
  const markers: number[] = [];
  for (let at = 2; at + 4 < jpeg.length && jpeg[at] === 0xff; at += 2 + jpeg.readUInt16BE(at + 2)) {
    markers.push(jpeg[at + 1]!);
    if (jpeg[at + 1] === 0xda) break;
  }
  return markers;
}
