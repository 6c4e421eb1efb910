import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import { describeApi } from "../../../server/http/openapi.ts";
import { useTable } from "../game/fixture.ts";
import { JPEG, startTestService, type TestSettings } from "./fixture.ts";

// What holds of every route that the description lists, and of those that will be added.

interface Operation {
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown }> };
}

const { paths } = describeApi({ version: "0", token: "a token of sixteen", basePath: "" });
const OPERATIONS = Object.entries(paths as unknown as Record<string, Record<string, Operation>>)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  .map(({ path, method, operation }) => [method.toUpperCase(), path, operation] as const);

const ID = "kXxY1p1Qm8T0c2d9VwzZ3g";

const table = useTable();

const start = (settings: TestSettings = {}) =>
  startTestService({ games: async () => table.games, modelDownloads: true, ...settings });

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function send(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: Uint8Array | string = "",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body.length > 0 ? { "Content-Length": body.length } : {};
    const request = httpRequest(
      { port, method, path, headers: { ...headers, ...length } },
      (response) => {
        let text = "";
        response.setEncoding("latin1").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    request.on("error", reject).end(body);
  });
}

const addressOf = (path: string, id = ID) => path.replace("{n}", "1").replace(/\{\w+\}/g, id);

function bodyFor({ requestBody }: Operation): [Record<string, string>, Uint8Array | string] {
  if (!requestBody) return [{}, ""];
  const json = requestBody.content["application/json"];
  if (json) return [{ "Content-Type": "application/json" }, JSON.stringify(json.example)];
  return [{ "Content-Type": "image/jpeg" }, JPEG];
}

function expectSafe({ status, headers }: Answer, path: string): void {
  expect(status).toBeLessThan(500);
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["x-powered-by"]).toBeUndefined();
  expect(headers["access-control-allow-origin"]).toBeUndefined();
  expect(headers["access-control-allow-credentials"]).toBeUndefined();
  // Nobody keeps an answer but the map, which is everybody's; what is about a photo or a player is not even stored.
  const isPrivate = /games|players|predictions|explanations|daily|challenges|leader/.test(path);
  const wanted = isPrivate || status >= 400 ? /^no-store$/ : /^no-(store|cache)$/;
  const isMap = path.startsWith("/geodata/") && status < 400;
  expect(headers["cache-control"]).toMatch(isMap ? /^(public, max-age=\d+|no-cache)$/ : wanted);
  for (const cookie of headers["set-cookie"] ?? []) {
    expect(cookie).toMatch(
      /^graticule_player=\S*; Path=\/v1; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
  }
}

const STRANGER = { Origin: "https://stranger.example" };

describe.each(OPERATIONS)("%s %s", (method, path, operation) => {
  const [type, body] = bodyFor(operation);

  it("answers with the headers of all, and lets no cache and no foreign page have it", async () => {
    const { port } = await start();
    expectSafe(await send(port, method, addressOf(path), type, body), path);
    expectSafe(await send(port, method, addressOf(path), { ...type, ...STRANGER }, body), path);
  });

  it("needs the token where one is set, unless it is open", async () => {
    const { port } = await start({ token: "a token of sixteen" });
    const answer = await send(port, method, addressOf(path), type, body);
    expectSafe(answer, path);
    const isOpen = operation.security?.length === 0 || operation.security === undefined;
    if (isOpen) expect(answer.status).not.toBe(401);
    else
      expect(answer).toMatchObject({ status: 401, body: expect.stringContaining("No token came") });
  });

  it("refuses other methods, and tells which there are; HEAD is GET without a body", async () => {
    const { port } = await start();
    for (const other of ["PUT", "PROPFIND", "TRACE"]) {
      const answer = await send(port, other, addressOf(path));
      expectSafe(answer, path);
      expect(answer.status).toBe(405);
      expect(answer.headers.allow?.split(", ")).toContain(method);
    }
    const head = await send(port, "HEAD", addressOf(path));
    expect(head.body).toBe("");
    expectSafe(head, path);
    if (method !== "GET") return;
    const get = await send(port, "GET", addressOf(path));
    expect(head.status).toBe(get.status);
    expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
  });

  it("is not led astray by ranges, conditions, coded bodies and odd types", async () => {
    const { port } = await start();
    for (const headers of [
      { Range: "bytes=0-1,3-4,-1" },
      { Range: `bytes=${"0-1,".repeat(3000)}0-1` },
      { "If-Modified-Since": "never", "If-None-Match": "*" },
      { "Content-Encoding": "gzip" },
      { "Content-Type": "multipart/form-data; boundary=" },
      { "Content-Type": "application/json; charset=utf-7" },
      { Cookie: `graticule_player=${"a".repeat(4000)}; graticule_player=__proto__.x` },
      { "X-HTTP-Method-Override": "DELETE", "X-Original-URL": "/metrics" },
    ]) {
      const answer = await send(port, method, addressOf(path), { ...type, ...headers }, body);
      expect(answer.status, JSON.stringify(headers).slice(0, 80)).toBeLessThan(500);
      expect(answer.headers["content-security-policy"]).toBeDefined();
    }
  });
});

const NAMED = OPERATIONS.filter(([, path]) => path.includes("{"));

describe.each(NAMED)("%s %s", (method, path, operation) => {
  const [type, body] = bodyFor(operation);

  it.each([
    "%00",
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "..%5c..%5cboot.ini",
    "%252e%252e%252f",
    "%c0%ae%c0%ae",
    "__proto__",
    "constructor",
    "'%20or%201=1--",
    "%0d%0aSet-Cookie:%20a=b",
    "a".repeat(5000),
    "%f0%9f%92%a9",
    "-1",
  ])("has nothing at %s", async (id) => {
    const { port } = await start();
    const answer = await send(port, method, addressOf(path, id), type, body);
    expectSafe(answer, path);
    expect([400, 403, 404, 405]).toContain(answer.status);
    expect(answer.body).not.toMatch(/node_modules|\/tmp|at .*\.ts|secret/);
    expect(answer.headers["set-cookie"] ?? []).toEqual([]);
  });
});

describe("the player's cookie", () => {
  const rename = JSON.stringify({ name: "Ada" });
  const json = { "Content-Type": "application/json" };
  const cookieOf = async (settings: TestSettings, headers: Record<string, string> = {}) => {
    const { port } = await start(settings);
    const answer = await send(port, "PATCH", "/v1/players/me", { ...json, ...headers }, rename);
    expect(answer.status).toBe(200);
    return answer.headers["set-cookie"]?.[0];
  };

  it("is for HTTPS alone where a believed proxy says that it is used, and then only", async () => {
    const https = { "X-Forwarded-Proto": "https" };
    expect(await cookieOf({ trustProxy: 1 }, https)).toMatch(/; SameSite=Strict; Secure$/);
    expect(await cookieOf({ trustProxy: 1 })).not.toContain("Secure");
    expect(await cookieOf({}, https)).not.toContain("Secure");
  });

  it("lies under the base path, and goes from there", async () => {
    expect(await cookieOf({ basePath: "/photos" })).toContain("; Path=/photos/v1; ");
    const { port } = await start({ basePath: "/photos" });
    const gone = await send(port, "DELETE", "/photos/v1/players/me");
    expect(gone.headers["set-cookie"]?.[0]).toMatch(/=; Path=\/photos\/v1; Max-Age=0; HttpOnly/);
  });
});

describe("files of the page", () => {
  it.each([
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/assets/%252e%252e/secret.txt",
    "/assets/....//....//secret.txt",
    "/assets/index-AbC123.js/../../../secret.txt",
    "/assets/index-AbC123.js%00.html",
    "/assets/.env",
    "/.git/config",
    "//secret.txt",
    "/geodata/%2e%2e/secret.txt",
    "/geodata/basemap.pmtiles/../secret.txt",
    "/assets",
    "/assets/",
  ])("%s leads to nothing else", async (path) => {
    const { port } = await start();
    const answer = await send(port, "GET", path);
    expectSafe(answer, path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toMatch(/secret(?!\.txt)|\/tmp/);
  });
});
