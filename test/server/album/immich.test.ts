import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { findAssets, placeAsset } from "../../../server/album/immich.ts";

interface Call {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: unknown;
  readonly body: unknown;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of our own that keeps what it was asked. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, body: unknown) => void,
): Promise<{ readonly url: string; readonly calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString();
      const body: unknown = text === "" ? null : JSON.parse(text);
      calls.push({
        method: request.method,
        url: request.url,
        key: request.headers["x-api-key"],
        body,
      });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

const send = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};
const bytes = new TextEncoder().encode("a photo");
const sha1 = createHash("sha1").update(bytes).digest("hex");

describe("Immich", () => {
  it("finds photos by their bytes and tells it their places", async () => {
    const { url, calls } = await serve((request, response) => {
      if (request.method === "PUT") return send(response, 200, { id: "asset-1" });
      return send(response, 200, {
        results: [
          { id: "0", action: "reject", reason: "duplicate", assetId: "asset-1" },
          { id: "1", action: "accept" },
        ],
      });
    });
    const immich = { url: `${url}/api/`, key: "secret" };
    const photos = [
      { file: "a.jpg", bytes },
      { file: "b.jpg", bytes: new Uint8Array(1) },
    ];
    const found = await findAssets(immich, photos);
    expect([...found]).toEqual([
      ["a.jpg", "asset-1"],
      ["b.jpg", null],
    ]);
    expect(calls[0]).toMatchObject({ url: "/api/assets/bulk-upload-check", key: "secret" });
    expect(calls[0]!.body).toMatchObject({ assets: [{ id: "0", checksum: sha1 }, { id: "1" }] });
    await placeAsset(immich, "asset-1", { lat: 48.1, lng: 11.5 });
    expect(calls[1]).toEqual({
      method: "PUT",
      url: "/api/assets/asset-1",
      key: "secret",
      body: { latitude: 48.1, longitude: 11.5 },
    });
  });

  it("does not follow where the key would go elsewhere", async () => {
    const other = await serve((_, response) => send(response, 200, { results: [] }));
    const { url } = await serve((_, response) => {
      response.writeHead(307, { location: `${other.url}/api/assets/bulk-upload-check` }).end();
    });
    const asking = findAssets({ url, key: "secret" }, [{ file: "a.jpg", bytes }]);
    await expect(asking).rejects.toThrow(/sends elsewhere \(307\): the key was not sent on/);
    expect(other.calls).toEqual([]);
  });

  it.each([
    [401, {}, /refuses the key \(401\)/],
    [404, {}, /answered 404 to \/assets\/bulk-upload-check/],
    [200, { ok: true }, /answer has no results/],
  ])("says what is wrong with an answer %d", async (status, body, message) => {
    const { url } = await serve((_, response) => send(response, status, body));
    const asking = findAssets({ url, key: "secret" }, [{ file: "a.jpg", bytes }]);
    await expect(asking).rejects.toThrow(message);
    await expect(asking).rejects.not.toThrow(/secret/);
  });

  it("says that nothing is there", async () => {
    const asking = findAssets({ url: "http://127.0.0.1:9", key: "k" }, [{ file: "a", bytes }]);
    await expect(asking).rejects.toThrow(/cannot be reached/);
  });
});
