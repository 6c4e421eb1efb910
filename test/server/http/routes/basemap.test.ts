import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Basemap, readBasemap } from "../../../../server/basemap/basemap.ts";
import { styleOf, vectorArchive } from "../../basemap/maps.ts";
import { startTestService } from "../fixture.ts";

let basemap: Basemap;
let archive: Uint8Array;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "graticule-map-"));
  archive = vectorArchive();
  await writeFile(join(folder, "secret.txt"), "secret");
  await mkdir(join(folder, "map", "fonts", "Noto Sans Regular"), { recursive: true });
  await writeFile(join(folder, "map", "fonts", "Noto Sans Regular", "0-255.pbf"), "letters");
  await writeFile(join(folder, "map", "secret.txt"), "secret");
  await writeFile(join(folder, "map", "streets.pmtiles"), archive);
  await writeFile(join(folder, "map", "style.json"), JSON.stringify(styleOf("")));
  basemap = await readBasemap(join(folder, "map", "style.json"));
});

/** Asks for a path exactly as written; `fetch` would tidy `..` away. */
function ask(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, path }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() });
    })
      .on("error", reject)
      .end();
  });
}

describe("the operator's map", () => {
  it("is told to the page, with its style", async () => {
    const { url } = await startTestService({ basemap });
    const features = await (await fetch(`${url}/v1/features`)).json();
    expect(features.basemap).toMatchObject({ kind: "style", url: "basemap/style.json" });
    const style = await fetch(`${url}/basemap/style.json`);
    expect(style.headers.get("cache-control")).toBe("no-cache");
    expect(await style.json()).toEqual(basemap.style);
  });

  it("is read in ranges from the service itself", async () => {
    const { url } = await startTestService({ basemap });
    const part = await fetch(`${url}/basemap/files/streets.pmtiles`, {
      headers: { Range: "bytes=0-126" },
    });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 0-126/${archive.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(archive.slice(0, 127)));
    const letters = await fetch(`${url}/basemap/files/fonts/Noto%20Sans%20Regular/0-255.pbf`);
    expect(await letters.text()).toBe("letters");
  });

  it("lies under the base path too", async () => {
    const { url } = await startTestService({ basemap, basePath: "/tools/photos" });
    const answer = await fetch(`${url}/tools/photos/basemap/files/streets.pmtiles`);
    expect((await answer.arrayBuffer()).byteLength).toBe(archive.length);
  });

  it.each([
    "/basemap/files/secret.txt",
    "/basemap/files/style.json",
    "/basemap/files/../../secret.txt",
    "/basemap/files/..%2fsecret.txt",
    "/basemap/files/..%2f..%2fsecret.txt",
    "/basemap/files/%2e%2e/%2e%2e/secret.txt",
    "/basemap/files/fonts/..%2f..%2fsecret.txt",
    "/basemap/files/fonts/%2e%2e/0-255.pbf",
    "/basemap/files/fonts/..\\..\\secret.txt",
    "/basemap/files//etc/passwd",
    "/basemap/files/streets.pmtiles%00",
    "/basemap/files/",
    "/basemap/",
    "/basemap/secret.txt",
  ])("keeps to the files that the style names: %s", async (path) => {
    const { port } = await startTestService({ basemap });
    const { status, body } = await ask(port, path);
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: "not_found" });
    expect(body).not.toMatch(/root:|"secret"|\/tmp/);
  });

  it("has no address where the operator has named none", async () => {
    const { url } = await startTestService();
    expect((await fetch(`${url}/basemap/style.json`)).status).toBe(404);
    expect((await fetch(`${url}/basemap/files/streets.pmtiles`)).status).toBe(404);
    const { basemap: told } = await (await fetch(`${url}/v1/features`)).json();
    expect(told).toEqual({ kind: "own" });
  });
});
