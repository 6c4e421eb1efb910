import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { describeApi } from "../../../server/http/openapi.ts";
import { useTable } from "../game/fixture.ts";
import { JPEG, startTestService, type TestSettings } from "./fixture.ts";

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown }> };
}

const { paths } = describeApi({ version: "0", token: null, basePath: "" });
/** Whatever the description says changes something. */
const CHANGES = Object.entries(paths as unknown as Record<string, Record<string, Operation>>)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  .filter(({ method }) => method !== "get")
  .map(({ path, method, operation }) => [method.toUpperCase(), path, operation] as const);

const ID = "kXxY1p1Qm8T0c2d9VwzZ3g";
const FRIEND = "https://friend.example";

const table = useTable();

const start = (settings: TestSettings = {}) =>
  startTestService({ games: async () => table.games, ...settings });

interface Sent {
  readonly status: number;
  readonly code: string | undefined;
  readonly cookie: string | undefined;
  readonly allowedOrigin: string | undefined;
}

/** Sends headers as they are given; `fetch` keeps some of them to itself. */
function send(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string = "",
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const address = path.replace("{n}", "1").replace(/\{\w+\}/g, ID);
    // Said for DELETE too, where Node says nothing of it.
    const length = body.length > 0 ? { "Content-Length": body.length } : {};
    const how = { port, method, path: address, headers: { ...headers, ...length } };
    const request = httpRequest(how, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          code: text.startsWith("{") ? JSON.parse(text).code : undefined,
          cookie: response.headers["set-cookie"]?.[0],
          allowedOrigin: response.headers["access-control-allow-origin"],
        }),
      );
    });
    request.on("error", reject).end(body);
  });
}

/** A body that the operation takes, with its type. */
function bodyFor({ requestBody }: Operation): [Record<string, string>, Uint8Array | string] {
  if (!requestBody) return [{}, ""];
  const json = requestBody.content["application/json"];
  if (json) return [{ "Content-Type": "application/json" }, JSON.stringify(json.example)];
  return [{ "Content-Type": "image/jpeg" }, JPEG];
}

describe.each(CHANGES)("%s %s", (method, path, operation) => {
  const [type, body] = bodyFor(operation);

  it.each([
    [{ "Sec-Fetch-Site": "cross-site" }],
    [{ "Sec-Fetch-Site": "same-site" }],
    [{ Origin: "https://stranger.example" }],
    [{ Origin: "http://localhost:1" }],
    [{ Origin: "null" }],
    [{ Origin: "https://stranger.example", "Sec-Fetch-Site": "same-origin" }],
    [{ Origin: `${FRIEND}.stranger.example`, "Sec-Fetch-Site": "cross-site" }],
  ])("refuses a page of another site: %o", async (headers) => {
    const { port } = await start({ cors: [FRIEND] });
    const sent = await send(port, method, path, { ...type, ...headers }, body);
    expect(sent).toMatchObject({ status: 403, code: "cross_site", cookie: undefined });
  });

  it("works for our own page, for programs and for origins that are allowed", async () => {
    const { port } = await start({ cors: [FRIEND], hosts: ["photos.example"] });
    const own = `http://localhost:${port}`;
    for (const headers of [
      {},
      { Host: `localhost:${port}`, Origin: own, "Sec-Fetch-Site": "same-origin" },
      { Host: `localhost:${port}`, Origin: own },
      { "Sec-Fetch-Site": "none" },
      { Origin: FRIEND, "Sec-Fetch-Site": "cross-site" },
      { Host: "photos.example", Origin: "https://photos.example" },
      { Host: "127.0.0.1:1", Origin: "https://photos.example", "Sec-Fetch-Site": "same-origin" },
    ]) {
      const { code } = await send(port, method, path, { ...type, ...headers }, body);
      expect(code, JSON.stringify(headers)).not.toBe("cross_site");
      expect(code, JSON.stringify(headers)).not.toBe("body_invalid");
    }
  });

  it.each(["application/x-www-form-urlencoded", "text/plain", "text/plain;application/json", ""])(
    "refuses a body that is declared as %o",
    async (declared) => {
      const { port } = await start();
      const headers = declared === "" ? {} : { "Content-Type": declared };
      const sent = await send(port, method, path, headers, '{"mode":"five"}');
      expect([400, 415]).toContain(sent.status);
      expect(["body_invalid", "photo_type_unsupported", "photo_missing"]).toContain(sent.code);
      expect(sent.cookie).toBeUndefined();
    },
  );
});

describe("a player", () => {
  it("is made by no form of another page, even one without a body", async () => {
    const { port } = await start();
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    const sent = await send(port, "POST", "/v1/games/albums", form);
    expect(sent).toMatchObject({ status: 400, code: "body_invalid", cookie: undefined });
    const made = await send(port, "POST", "/v1/games/albums", {});
    expect(made.status).toBe(201);
    expect(made.cookie).toMatch(/^graticule_player=/);
  });

  it("stays the same where a browser sends other cookies of that name first", async () => {
    const { port } = await start();
    const made = await send(port, "POST", "/v1/games/albums", {});
    const own = made.cookie!.split(";")[0]!;
    const Cookie = `graticule_player=made.up; graticule_player; ${own}`;
    const again = await send(port, "POST", "/v1/games/albums", { Cookie });
    expect(again.cookie?.split(";")[0]).toBe(own);
  });
});

describe("what changes nothing", () => {
  it("may be asked for from anywhere; only allowed origins may read it", async () => {
    const { port } = await start({ cors: [FRIEND] });
    const foreign = { Origin: "https://stranger.example", "Sec-Fetch-Site": "cross-site" };
    const sent = await send(port, "GET", "/v1/features", foreign);
    expect(sent).toMatchObject({ status: 200, allowedOrigin: undefined });
  });
});
