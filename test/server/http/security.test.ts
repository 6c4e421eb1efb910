import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { OWN_BASEMAP } from "../../../server/basemap/basemap.ts";
import { postRaw, startTestService } from "./fixture.ts";

/** Fetches a path exactly as written; `fetch` would tidy `..` away. */
function getAsWritten(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    httpRequest({ port, path }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

describe("headers", () => {
  it("stand on every answer, errors too", async () => {
    const { url } = await startTestService();
    for (const path of ["/", "/v1/features", "/nope"]) {
      const { headers } = await fetch(url + path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("worker-src 'self'");
      expect(policy).not.toMatch(/unsafe|https:|\*/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("permissions-policy")).toContain("geolocation=()");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("let the page reach the hosts of the operator's map, and only them", async () => {
    const reach = { connect: ["https://tiles.example.org"], font: ["https://fonts.example.org"] };
    const { url } = await startTestService({ basemap: { ...OWN_BASEMAP, reach } });
    const policy = (await fetch(url)).headers.get("content-security-policy");
    expect(policy).toContain("connect-src 'self' https://tiles.example.org;");
    expect(policy).toContain("font-src 'self' https://fonts.example.org;");
    expect(policy).toContain("img-src 'self' blob: data:;");
  });

  it("name the request: the client's id if it is harmless, else a new one", async () => {
    const { url } = await startTestService();
    const idOf = async (given: string) =>
      (await fetch(`${url}/healthz`, { headers: { "X-Request-Id": given } })).headers.get(
        "x-request-id",
      );
    expect(await idOf("abc-123")).toBe("abc-123");
    expect(await idOf("a b<script>")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("echo a trace parent that is one", async () => {
    const { url } = await startTestService();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const answer = await fetch(`${url}/healthz`, { headers: { traceparent } });
    expect(answer.headers.get("traceparent")).toBe(traceparent);
    const other = await fetch(`${url}/healthz`, { headers: { traceparent: "x" } });
    expect(other.headers.get("traceparent")).toBeNull();
  });
});

describe("token", () => {
  const token = "correct-horse-battery";

  it.each([
    ["none", {}],
    ["a wrong one", { Authorization: "Bearer wrong-horse-battery" }],
    ["another scheme", { Authorization: `Basic ${token}` }],
    ["one in the wrong header", { "X-API-Key": token }],
  ])("refuses %s", async (_name, headers) => {
    const { url, locator } = await startTestService({ token });
    const answer = await postRaw(url, "", { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="graticule"');
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect(locator.calls).toHaveLength(0);
  });

  it("opens with the right one; what the page needs first is open", async () => {
    const { url } = await startTestService({ token });
    expect((await postRaw(url, "", { headers: { Authorization: `bearer ${token}` } })).status).toBe(
      200,
    );
    for (const path of ["/", "/v1/features", "/healthz", "/readyz", "/openapi.json"]) {
      expect((await fetch(url + path)).status, path).toBe(200);
    }
  });
});

describe("other origins", () => {
  it("get no permission unless they are listed", async () => {
    const { url } = await startTestService({ cors: ["https://friend.example"] });
    const allowedFor = async (Origin: string) =>
      (await fetch(`${url}/v1/features`, { headers: { Origin } })).headers.get(
        "access-control-allow-origin",
      );
    expect(await allowedFor("https://friend.example")).toBe("https://friend.example");
    expect(await allowedFor("https://stranger.example")).toBeNull();
    const preflight = await fetch(`${url}/v1/predictions`, {
      method: "OPTIONS",
      headers: { Origin: "https://friend.example", "Access-Control-Request-Method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
  });

  it.each([
    ["PATCH", "/v1/players/me", "content-type"],
    ["DELETE", "/v1/players/me", "authorization"],
    ["POST", "/v1/games", "content-type,idempotency-key"],
  ])("may ask for %s %s with %s where they are listed", async (method, path, headers) => {
    const { url } = await startTestService({ cors: ["https://friend.example"] });
    const preflight = await fetch(url + path, {
      method: "OPTIONS",
      headers: {
        Origin: "https://friend.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://friend.example");
    const listOf = (name: string) =>
      (preflight.headers.get(name) ?? "").split(",").map((item) => item.trim().toLowerCase());
    expect(listOf("access-control-allow-methods")).toContain(method.toLowerCase());
    const allowed = listOf("access-control-allow-headers");
    for (const header of headers.split(",")) expect(allowed).toContain(header);
  });

  it("get none at all by default", async () => {
    const { url } = await startTestService();
    const { headers } = await fetch(`${url}/v1/features`, {
      headers: { Origin: "https://a.example" },
    });
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-allow"))).toEqual(
      [],
    );
  });
});

describe("rate", () => {
  it("is counted per client, told in headers, and refused with a time", async () => {
    const { url } = await startTestService({ rateLimit: 2 });
    const first = await postRaw(url);
    expect(first.headers.get("ratelimit-policy")).toMatch(/q=2; w=60/);
    expect(first.headers.get("ratelimit")).toMatch(/r=1/);
    await postRaw(url);
    const third = await postRaw(url);
    expect(third.status).toBe(429);
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await fetch(`${url}/v1/features`)).status).toBe(200);
  });

  it("believes X-Forwarded-For only from a proxy that is configured", async () => {
    const post = (url: string, client: string) =>
      postRaw(url, "", { headers: { "X-Forwarded-For": client } });
    const bare = await startTestService({ rateLimit: 1 });
    await post(bare.url, "203.0.113.1");
    expect((await post(bare.url, "203.0.113.2")).status).toBe(429);
    const behind = await startTestService({ rateLimit: 1, trustProxy: 1 });
    await post(behind.url, "203.0.113.1");
    expect((await post(behind.url, "203.0.113.2")).status).toBe(200);
    expect((await post(behind.url, "203.0.113.2")).status).toBe(429);
  });
});

describe("files", () => {
  it("the page is asked for anew, its hashed files never again", async () => {
    const { url } = await startTestService();
    const page = await fetch(url);
    expect(await page.text()).toContain("<title>Graticule");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const asset = await fetch(`${url}/assets/index-AbC123.js`);
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  it("the base map is read in ranges", async () => {
    const { url } = await startTestService();
    const part = await fetch(`${url}/geodata/basemap.pmtiles`, {
      headers: { Range: "bytes=0-126" },
    });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe("bytes 0-126/1000");
    expect((await part.arrayBuffer()).byteLength).toBe(127);
    const beyond = await fetch(`${url}/geodata/basemap.pmtiles`, {
      headers: { Range: "bytes=2000-" },
    });
    expect(beyond.status).toBe(416);
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/geodata/../secret.txt",
    "/geodata/%2e%2e%2fsecret.txt",
    "/..\\secret.txt",
    "/%",
    "/v1/models/..%2f..%2fetc%2fpasswd",
    "/problems/constructor",
  ])("%s leads nowhere", async (path) => {
    const { port } = await startTestService();
    const { status, body } = await getAsWritten(port, path);
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: "not_found" });
    expect(body).not.toMatch(/secret|\/tmp/);
  });

  it("says what to do when the page or the map has not been built", async () => {
    const { url } = await startTestService({ clientFolder: "/nowhere", geodataFolder: "/nowhere" });
    expect(await (await fetch(url)).json()).toMatchObject({
      detail: expect.stringContaining("npm run build"),
    });
    expect(await (await fetch(`${url}/geodata/basemap.pmtiles`)).json()).toMatchObject({
      detail: expect.stringContaining("npm run geodata"),
    });
  });

  it("answers are compressed for those who take it", async () => {
    const { url } = await startTestService();
    const answer = await fetch(`${url}/openapi.json`, { headers: { "Accept-Encoding": "gzip" } });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
  });
});
