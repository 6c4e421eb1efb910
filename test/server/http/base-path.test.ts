import { describe, expect, it } from "vitest";
import { postRaw, startTestService } from "./fixture.ts";
import { startProxy } from "./proxy.ts";

describe.each([
  ["passes on the whole path", false],
  ["takes the path off", true],
])("under a path, behind a proxy that %s", (_, takesOff) => {
  async function start() {
    const { url } = await startTestService({ basePath: "/tools/photos" });
    return `${await startProxy(url, { path: "/tools/photos", takesOff })}/tools/photos`;
  }

  it("answers page, files, map and API", async () => {
    const url = await start();
    for (const path of ["/", "/assets/index-AbC123.js", "/geodata/basemap.pmtiles", "/healthz"]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    }
    expect((await postRaw(url)).status).toBe(200);
  });

  it("tells clients where it is", async () => {
    const { servers } = (await (await fetch(`${await start()}/openapi.json`)).json()) as {
      servers: unknown;
    };
    expect(servers).toEqual([{ url: "/tools/photos" }]);
  });

  it("finds nothing where nothing is", async () => {
    const answer = await fetch(`${await start()}/nothing`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "not_found" });
  });
});

describe("a base path", () => {
  it("without its last slash leads to the page, parameters kept", async () => {
    const { url } = await startTestService({ basePath: "/photos" });
    const answer = await fetch(`${url}/photos?a=1`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([308, "/photos/?a=1"]);
  });

  it("is no other path that begins like it, and no way out to other hosts", async () => {
    const { url } = await startTestService({ basePath: "/photos" });
    expect((await fetch(`${url}/photosynthesis`)).status).toBe(404);
    const answer = await fetch(`${url}/photos//evil.example/`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([404, null]);
  });

  it("leaves health checks of the process where they are", async () => {
    const { url } = await startTestService({ basePath: "/photos" });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
