import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** A repository of the hub's layout with a few kB of random weights (test/fixtures/hub/build.py). */
const REPOSITORY = fileURLToPath(new URL("../../fixtures/hub/", import.meta.url));
export const REPO = "Xenova/geoclip-large-patch14";
export const COMMIT = "c0ffee0000000000000000000000000000000000";

/** What the content host does with one request for a file; without one it sends what was asked for. */
export type Trouble = (
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
) => void | Promise<void>;

export interface FakeHub {
  readonly url: string;
  /** Files by path; a test may replace them. */
  readonly files: Map<string, Buffer>;
  /** Queued troubles by path (or "api" for the listing): each is used for one request. */
  readonly troubles: Map<string, Trouble[]>;
  /** Requests as they came: method, path, range, whether a token was there. */
  readonly seen: { method: string; path: string; range: string; token: string }[];
  /** Bytes that the content host sent, by path. */
  readonly sent: Map<string, number>;
  /** What the listing or the headers should declare instead of the truth. */
  declare: { listedSha?: string; linkedSha?: string; linkedSize?: number };
  /** Whether large files are redirected to the content host, as the real hub does. */
  close(): Promise<void>;
}

/**
 * A hub on this machine that behaves like the public one: a listing with LFS checksums, HEAD with `X-Linked-Size` and
 * `X-Linked-ETag`, redirects of large files to another host, ranges, and small files as git keeps them.
 */
export async function startFakeHub(): Promise<FakeHub> {
  const files = readRepository();
  const hub: Omit<FakeHub, "url" | "close"> = {
    files,
    troubles: new Map(),
    seen: [],
    sent: new Map(),
    declare: {},
  };
  const content = createServer((request, response) => void serveContent(hub, request, response));
  await listen(content);
  const main = createServer((request, response) =>
    serveHub(hub, addressOf(content), request, response),
  );
  await listen(main);
  return {
    ...hub,
    get declare() {
      return hub.declare;
    },
    set declare(value) {
      hub.declare = value;
    },
    url: addressOf(main),
    async close() {
      for (const server of [main, content]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** Answers with a status and no more. */
export function status(code: number, headers: Record<string, string> = {}): Trouble {
  return (_request, response) => {
    response.writeHead(code, headers).end(`status ${code}`);
  };
}

/**
 * Sends some bytes of what was asked for and breaks the connection: at once, or as soon as they lie in `arrival`. A
 * break may overtake bytes that are still on their way; a test that counts them waits for their arrival.
 */
export function cutAfter(count: number, arrival?: string): Trouble {
  return (request, response, bytes) => {
    const start = startOf(request);
    response.writeHead(start > 0 ? 206 : 200, headersOf(bytes, start));
    response.write(bytes.subarray(start, start + count), async () => {
      while (arrival && (await sizeOf(arrival)) < start + count) await setTimeout(5);
      response.destroy();
    });
  };
}

/**
 * Sends some bytes of what was asked for, and the rest once it is let go.
 *
 * @param aliveMs a byte more in so many milliseconds, so that a slow test is not taken for a stalled hub; 0: none
 */
export function holdAfter(
  count: number,
  aliveMs = 0,
): { readonly trouble: Trouble; release(): void } {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    release: () => release(),
    async trouble(request, response, bytes) {
      const start = startOf(request);
      response.writeHead(start > 0 ? 206 : 200, headersOf(bytes, start));
      let sent = start + count;
      response.write(bytes.subarray(start, sent));
      const beat = () => response.write(bytes.subarray(sent, ++sent));
      const alive = aliveMs > 0 ? setInterval(beat, aliveMs) : undefined;
      response.once("close", () => clearInterval(alive));
      await gate;
      clearInterval(alive);
      response.end(bytes.subarray(sent));
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

type Hub = Omit<FakeHub, "url" | "close">;

function serveHub(
  hub: Hub,
  contentUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname } = new URL(request.url!, "http://hub");
  note(hub, request, pathname);
  const api = `/api/models/${REPO}`;
  if (pathname.startsWith(api)) {
    const trouble = hub.troubles.get("api")?.shift();
    if (trouble) void trouble(request, response, Buffer.alloc(0));
    else if (pathname === `${api}/revision/main`) sendJson(response, modelInfo());
    else if (pathname === `${api}/tree/${COMMIT}`) sendJson(response, listing(hub));
    else sendJson(response, { error: "Repository not found" }, 404);
    return;
  }
  const path = pathname.replace(`/${REPO}/resolve/${COMMIT}/`, "");
  const bytes = hub.files.get(path);
  if (!bytes) {
    response.writeHead(404).end("Entry not found");
    return;
  }
  if (!isLarge(path)) {
    const headers = { etag: `"${gitOf(bytes)}"`, "x-repo-commit": COMMIT };
    if (request.method === "HEAD") {
      response.writeHead(200, { ...headers, "content-length": bytes.length }).end();
    } else void serveContent(hub, request, response, path);
    return;
  }
  response
    .writeHead(302, {
      location: `${contentUrl}/${path}?signature=abc`,
      "x-repo-commit": COMMIT,
      "x-linked-size": String(hub.declare.linkedSize ?? bytes.length),
      "x-linked-etag": `"${hub.declare.linkedSha ?? sha256Of(bytes)}"`,
    })
    .end();
}

async function serveContent(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
  own?: string,
): Promise<void> {
  const path = own ?? new URL(request.url!, "http://content").pathname.slice(1);
  if (!own) note(hub, request, `content:${path}`);
  const bytes = hub.files.get(path)!;
  const before = response.write.bind(response);
  const trouble = hub.troubles.get(path)?.shift();
  if (trouble) {
    await trouble(request, response, bytes);
    return;
  }
  const start = startOf(request);
  hub.sent.set(path, (hub.sent.get(path) ?? 0) + bytes.length - start);
  response.writeHead(start > 0 ? 206 : 200, headersOf(bytes, start));
  before(bytes.subarray(start));
  response.end();
}

export function startOf(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
}

export function headersOf(bytes: Buffer, start: number): Record<string, string> {
  return {
    "content-length": String(bytes.length - start),
    "accept-ranges": "bytes",
    ...(start > 0 && { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  };
}

function note(hub: Hub, request: IncomingMessage, path: string): void {
  const { range = "", authorization = "" } = request.headers;
  hub.seen.push({ method: request.method!, path, range, token: authorization });
}

function sendJson(response: ServerResponse, body: unknown, code = 200): void {
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function modelInfo(): object {
  return {
    _id: "1",
    id: REPO,
    sha: COMMIT,
    private: false,
    gated: false,
    lastModified: new Date(),
  };
}

function listing({ files, declare }: Hub): object[] {
  return [...files].map(([path, bytes]) => {
    const lfs = { oid: declare.listedSha ?? sha256Of(bytes), size: bytes.length, pointerSize: 134 };
    const oid = gitOf(bytes);
    return { type: "file", path, size: bytes.length, oid, ...(isLarge(path) && { lfs }) };
  });
}

/** The hub keeps weights in LFS and small texts in git. */
function isLarge(path: string): boolean {
  return path.endsWith(".onnx");
}

/** The repository's files under the hub's names; variants that need no bytes of their own share some. */
function readRepository(): Map<string, Buffer> {
  const names = readdirSync(REPOSITORY, { recursive: true, encoding: "utf8" });
  const files = new Map(
    names
      .filter((name) => statSync(join(REPOSITORY, name)).isFile())
      .filter((name) => !["build.py", "reference.json", "location.json"].includes(name))
      .map((name) => [name, readFileSync(join(REPOSITORY, name))]),
  );
  for (const variant of ["_fp16", "_uint8", "_quantized", "_q4"]) {
    files.set(`onnx/vision_model${variant}.onnx`, files.get("onnx/vision_model.onnx")!);
  }
  return files;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function gitOf(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
