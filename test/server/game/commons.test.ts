import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pullCommons } from "../../../server/cli/photos-commons.ts";
import type { Terminal } from "../../../server/cli/terminal.ts";
import {
  type CommonsPhoto,
  type CommonsSettings,
  fetchCommonsPhoto,
  findCommonsPhotos,
  isFree,
} from "../../../server/game/commons.ts";
import { CommonsError } from "../../../server/game/commons-fetch.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { listPacks } from "../../../server/store/photos.ts";
import { openDatabase } from "../../../server/store/storage.ts";
import { geography } from "../../geography.ts";
import { temporaryFolder } from "../model/fixture.ts";
import { PLACES, picture } from "./fixture.ts";

// A server of this machine that answers in the shape of Commons' API: two pages of results, once busy.

interface Page {
  readonly pageid: number;
  readonly licence: string;
  readonly artist: string;
  readonly at: { lat: number; lon: number } | null;
}

const PAGES: readonly Page[] = [
  { pageid: 1, licence: "CC BY-SA 4.0", artist: '<a href="//x">Ann &amp; Bo</a>', at: place(0) },
  { pageid: 2, licence: "CC BY-NC 2.0", artist: "Cy", at: place(1) },
  { pageid: 3, licence: "CC0", artist: "Di", at: null },
  { pageid: 4, licence: "Public domain", artist: "Ed", at: place(2) },
  { pageid: 5, licence: "Fair use", artist: "Flo", at: place(3) },
  { pageid: 6, licence: "CC BY 2.0", artist: "Gus", at: place(4) },
];

function place(i: number) {
  return { lat: PLACES[i]!.lat, lon: PLACES[i]!.lng };
}

let base: string;
const asked: { url: URL; agent: string; at: number }[] = [];
let isBusy = true;

const server = createServer(async (request, response) => {
  const url = new URL(request.url!, "http://localhost");
  asked.push({ url, agent: request.headers["user-agent"] ?? "", at: performance.now() });
  if (url.pathname !== "/w/api.php") {
    response.end(await picture(900 + Number(url.pathname.slice(1)), null));
    return;
  }
  if (isBusy) {
    isBusy = false;
    response.writeHead(429, { "Retry-After": "0" }).end();
    return;
  }
  const isSecond = url.searchParams.get("gcmcontinue") === "more";
  const pages = (isSecond ? PAGES.slice(3) : PAGES.slice(0, 3)).map((page) => ({
    pageid: page.pageid,
    ...(page.at && { coordinates: [{ ...page.at, globe: "earth" }] }),
    imageinfo: [
      {
        thumburl: `${base}/${page.pageid}`,
        descriptionurl: `https://commons.example/File:${page.pageid}`,
        mime: "image/jpeg",
        width: 2000,
        height: 1500,
        extmetadata: {
          LicenseShortName: { value: page.licence },
          Artist: { value: page.artist },
        },
      },
    ],
  }));
  response.setHeader("Content-Type", "application/json");
  response.end(
    JSON.stringify({
      ...(isSecond ? {} : { continue: { gcmcontinue: "more", continue: "gcmcontinue||" } }),
      query: { pages },
    }),
  );
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

function settings(): CommonsSettings {
  return {
    endpoint: `${base}/w/api.php`,
    fetch: globalThis.fetch,
    userAgent: "Graticule/test",
    pauseMs: 20,
    signal: new AbortController().signal,
  };
}

describe("Commons", () => {
  it("gives free photos with a position and their authors, page after page", async () => {
    const found: CommonsPhoto[] = [];
    for await (const photo of findCommonsPhotos({ category: "Streets" }, settings()))
      found.push(photo);
    expect(found.map(({ pageId }) => pageId)).toEqual([1, 4, 6]);
    expect(found[0]).toMatchObject({ attribution: "Ann & Bo", licence: "CC BY-SA 4.0" });
    expect(asked.every(({ agent }) => agent === "Graticule/test")).toBe(true);
    expect(asked[0]!.url.searchParams.get("gcmtitle")).toBe("Category:Streets");
    expect(asked[0]!.url.searchParams.get("maxlag")).toBe("5");
    const gaps = asked.slice(1).map(({ at }, i) => at - asked[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThan(15);
  });

  it("asks for a box as the API has it: top, left, bottom, right", async () => {
    asked.length = 0;
    for await (const _ of findCommonsPhotos({ bbox: [5, 45, 10, 47] }, settings())) break;
    expect(asked[0]!.url.searchParams.get("ggsbbox")).toBe("47|5|45|10");
  });

  it("says what to do when it cannot be reached, refuses or answers what is no answer", async () => {
    const first = async (fetch: typeof globalThis.fetch) => {
      for await (const _ of findCommonsPhotos({ category: "X" }, { ...settings(), fetch })) break;
    };
    await expect(first(() => Promise.reject(new TypeError("fetch failed")))).rejects.toThrow(
      /cannot be reached\. Check the network and run the same command again/,
    );
    await expect(first(async () => new Response("<html>", { status: 403 }))).rejects.toThrow(
      "Commons answers 403",
    );
    await expect(first(async () => new Response("<html>"))).rejects.toThrow(CommonsError);
  });

  describe("is the only one that is asked", () => {
    const wanted: string[] = [];
    /** Answers what a test has for an address, and notes each that is asked. */
    const world = (answers: Readonly<Record<string, () => Response>>): CommonsSettings => ({
      ...settings(),
      endpoint: "https://commons.wikimedia.org/w/api.php",
      pauseMs: 0,
      async fetch(url) {
        wanted.push(String(url));
        return answers[String(url)]?.() ?? new Response("?", { status: 404 });
      },
    });
    const photo = (imageUrl: string) => ({ imageUrl }) as CommonsPhoto;
    const to = (location: string) => () =>
      new Response(null, { status: 302, headers: { Location: location } });
    const UPLOAD = "https://upload.wikimedia.org/a.jpg";

    it.each([
      "http://169.254.169.254/latest/meta-data/",
      "http://localhost:8080/v1/players/me",
      "https://10.0.0.1/a.jpg",
      "http://upload.wikimedia.org/a.jpg",
      "https://wikimedia.org.example/a.jpg",
      "https://evilwikimedia.org/a.jpg",
      "https://upload.wikimedia.org@stranger.example/a.jpg",
      "file:///etc/passwd",
      "no address",
    ])("not %s, by name or by redirect", async (address) => {
      wanted.length = 0;
      const named = fetchCommonsPhoto(photo(address), world({}));
      await expect(named).rejects.toThrow(/another host .*is not asked/);
      expect(wanted).toEqual([]);
      if (address === "no address") return;
      const sentOn = fetchCommonsPhoto(photo(UPLOAD), world({ [UPLOAD]: to(address) }));
      await expect(sentOn).rejects.toThrow(/another host .*is not asked/);
      expect(wanted).toEqual([UPLOAD]);
    });

    it("follows Wikimedia within Wikimedia, and not in circles", async () => {
      const other = "https://upload.wikimedia.org/b.jpg";
      const found = await fetchCommonsPhoto(
        photo(UPLOAD),
        world({ [UPLOAD]: to("/b.jpg"), [other]: () => new Response("photo") }),
      );
      expect(Buffer.from(found).toString()).toBe("photo");
      await expect(
        fetchCommonsPhoto(photo(UPLOAD), world({ [UPLOAD]: to(UPLOAD) })),
      ).rejects.toThrow("redirects in circles");
    });

    it("for no more than a photo has", async () => {
      const endless = () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(4 * 2 ** 20)),
          }),
        );
      await expect(fetchCommonsPhoto(photo(UPLOAD), world({ [UPLOAD]: endless }))).rejects.toThrow(
        /more than 40 MB/,
      );
    });
  });

  it.each([
    ["CC BY 4.0", true],
    ["CC BY-SA 3.0 de", true],
    ["CC0", true],
    ["Public domain", true],
    ["CC BY-NC-SA 2.0", false],
    ["CC BY-ND 4.0", false],
    ["Fair use", false],
    ["GFDL", false],
    ["", false],
  ])("knows whether %s is free: %s", (licence, free) => {
    expect(isFree(licence)).toBe(free);
  });

  it("fills a pack, and downloads nothing twice", async () => {
    const folder = await temporaryFolder();
    const env = { GRATICULE_DATA: folder, GRATICULE_CACHE: folder, GRATICULE_PROGRESS: "off" };
    const config = readConfig(env);
    const out = new PassThrough();
    const terminal = {
      env,
      stdin: new PassThrough(),
      stdout: out,
      stderr: new PassThrough(),
      signal: new AbortController().signal,
      geography,
    } as unknown as Terminal;
    const pull = () =>
      pullCommons({ count: "10", category: "Streets" }, config, terminal, settings());
    expect(await pull()).toBe(0);
    asked.length = 0;
    expect(await pull()).toBe(0);
    expect(asked.filter(({ url }) => url.pathname !== "/w/api.php")).toEqual([]);
    const database = await openDatabase({ data: folder, databaseUrl: null });
    expect(await listPacks(database.queries)).toEqual([
      { name: "commons", photos: 3, licences: ["CC BY 2.0", "CC BY-SA 4.0", "Public domain"] },
    ]);
    await database.close();
  });
});
