import { mkdtemp } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PARAMETERS } from "../../../core/contracts/parameters.ts";
import { createEvaluationRuns } from "../../../server/eval/evaluation-runs.ts";
import { ROUTES } from "../../../server/http/routes/all.ts";
import { createRandom } from "../../random.ts";
import { useTable } from "../game/fixture.ts";
import { JPEG, startTestService } from "./fixture.ts";

// Requests that no honest client sends, made from a seed: whatever comes is answered below 500, or the line is closed.

const SEED = 20_261_127;
/** At least so many requests, and as many more as fit into the time. */
const LEAST = 400;
const TIME_MS = 18_000;
/** A line on which nothing happens for so long is given up; the service would wait for the rest of a body. */
const SILENCE_MS = 2_000;

const random = createRandom(SEED);
const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)]!;
const chance = (of: number) => random.integer(of) === 0;

const ODD = [
  "",
  "%00",
  "a%00b",
  "\0",
  "%",
  "%2",
  "%zz",
  "%ff%fe",
  "%ED%A0%80",
  "..",
  "../..",
  "..%2f..%2fetc%2fpasswd",
  "%2e%2e",
  "..\\..",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "NaN",
  "-1",
  "0",
  "1e999",
  "99999999999999999999999",
  "9".repeat(400),
  "2026-02-31",
  "2026-13-01",
  "0000-00-00",
  "'; drop table games; --",
  "{{7*7}}",
  "<script>",
  "\u202e",
  "\ud800",
  "😀",
  "é",
  "a".repeat(5000),
  "[]",
  "{}",
  '{"type":"Polygon","coordinates":[]}',
  '{"type":"Polygon","coordinates":[[[0,0],[1e400,0],[0,"x"],[0,0]]]}',
  `${"[".repeat(2000)}${"]".repeat(2000)}`,
  "FR,,ES",
  "bytes=0-,5-1,x",
  "bytes=99999999999999999999-",
  "*/*;q=x",
  "application/json;q=2,,,",
  'W/""',
  "Thu, 99 Foo 1970",
  "Bearer ",
  "graticule_player=a.b; graticule_player=%00; =; ;;",
  "kXxY1p1Qm8T0c2d9VwzZ3g",
];
const HEADERS = [
  "Accept",
  "Accept-Encoding",
  "Accept-Language",
  "Authorization",
  "Content-Encoding",
  "Content-Length",
  "Content-Type",
  "Cookie",
  "Expect",
  "Forwarded",
  "Host",
  "Idempotency-Key",
  "If-Modified-Since",
  "If-None-Match",
  "If-Range",
  "Origin",
  "Range",
  "Sec-Fetch-Site",
  "Transfer-Encoding",
  "Upgrade",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Proto",
  "X-HTTP-Method-Override",
  "X-Request-Id",
  "traceparent",
];
const TYPES = [
  "application/json",
  "application/json; charset=\0",
  "multipart/form-data; boundary=b",
  "multipart/form-data; boundary=",
  "multipart/form-data",
  'multipart/form-data; boundary="b',
  "image/jpeg",
  "image/",
  "application/octet-stream",
  "text/plain",
  "/",
  ";;;",
];

/** A text that is odd, and at times percent-encoded, doubled or cut. */
function odd(): string {
  const text = pick(ODD);
  if (chance(4)) return encodeURIComponent(text.replace(/\ud800/g, ""));
  if (chance(6)) return text + pick(ODD);
  return chance(8) ? text.slice(0, random.integer(text.length + 1)) : text;
}

/** Without what would end the line of a request and make it another one. */
const inLine = (text: string) => text.replace(/[\r\n ]/g, "%20");

function target(path: string): string {
  const filled = path.replace(/\{\w+\}/g, () => (chance(4) ? "1" : inLine(odd())));
  const names = ["photo", "format", "x", ...PARAMETERS.map(({ name }) => name)];
  const query = Array.from(
    { length: random.integer(4) },
    () => `${pick(names)}=${inLine(odd()).replaceAll("#", "")}`,
  ).join("&");
  const whole = query === "" ? filled : `${filled}?${query}`;
  if (!chance(6)) return whole;
  return pick([
    `http://localhost:99999${whole}`,
    `http://localhost:-1${whole}`,
    `http://[::1${whole}`,
    `http://${whole}`,
    `//localhost:x${whole}`,
    `///${whole}`,
    `file://localhost${whole}`,
    `?${whole}`,
    `*`,
    whole.slice(1),
    `${whole}/`,
    `/${inLine(odd())}`,
    `/assets/${inLine(odd())}`,
    `/geodata/${inLine(odd())}`,
  ]);
}

/** A value of JSON somewhere in which something is odd. */
function spoil(value: unknown): unknown {
  if (chance(3)) {
    return pick([null, true, -0, 1e308, odd(), [], {}, [[]], { __proto__: 1 }, "\0", "\ud800"]);
  }
  if (Array.isArray(value)) return value.map(spoil);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    chance(8) ? odd() : key,
    spoil(item),
  ]);
  return Object.fromEntries(entries);
}

function json(example: unknown): Buffer {
  const text = JSON.stringify(spoil(example)) ?? "";
  if (chance(6)) return Buffer.from(text.slice(0, random.integer(text.length + 1)));
  return Buffer.from(
    chance(10) ? text.replace(/[{}",]/, () => pick(['"', "{", "\0", "\\u"])) : text,
  );
}

function form(): Buffer {
  const parts = Array.from({ length: 1 + random.integer(4) }, () => {
    const name = pick(["image", "image", "photo", "times", "within", "top_k", odd().slice(0, 80)]);
    const file = chance(2) ? `; filename="${pick(["x.jpg", odd().slice(0, 80)])}"` : "";
    const more = chance(5) ? `\r\nContent-Type: ${pick(TYPES)}` : "";
    const body = chance(2) ? photo() : Buffer.from(odd());
    const head = `--b\r\nContent-Disposition: form-data; name="${name}"${file}${more}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), body, Buffer.from(chance(12) ? "\n" : "\r\n")]);
  });
  // A sound photo among them, so that what stands beside it is looked at.
  if (chance(2)) {
    const head = `--b\r\nContent-Disposition: form-data; name="image"; filename="x"\r\n\r\n`;
    parts.push(Buffer.concat([Buffer.from(head), JPEG, Buffer.from("\r\n")]));
  }
  const whole = Buffer.concat([...parts, Buffer.from(chance(6) ? "--b" : "--b--\r\n")]);
  return chance(6) ? whole.subarray(0, random.integer(whole.length)) : whole;
}

/** A photo with a few bytes changed, or cut short. */
function photo(): Buffer {
  const bytes = Buffer.from(JPEG);
  for (let i = random.integer(6); i > 0; i--)
    bytes[random.integer(bytes.length)] = random.integer(256);
  return chance(4) ? bytes.subarray(0, random.integer(bytes.length)) : bytes;
}

/** What is no HTTP, or hardly: a line, a header or a body that breaks its rules. */
function malformed(): Buffer {
  const line = pick([
    `GET ${inLine(odd())} HTTP/1.1`,
    `${pick(["get", "G E T", "", "CONNECT", "PRI", "M-SEARCH"])} /v1/features HTTP/1.1`,
    `GET /v1/features HTTP/${pick(["0.9", "1.0", "1.2", "2", "9.9", "x", ""])}`,
    "GET /v1/features",
    `POST ${inLine(odd())} HTTP/1.1`,
    `GET http://${inLine(odd())}/v1/features HTTP/1.1`,
    `OPTIONS ${pick(["*", "/v1/games", "//", "http://"])} HTTP/1.1`,
  ]);
  const headers = Array.from({ length: random.integer(6) }, () =>
    pick([
      "Host: localhost",
      "Host: localhost",
      `Host: ${odd()}`,
      `Content-Length: ${pick(["-1", "0x3", "3, 4", "+3", "1e3", "9".repeat(40), "3"])}`,
      `Transfer-Encoding: ${pick(["chunked", "chunked, chunked", "gzip", "identity", odd()])}`,
      `Expect: ${pick(["100-continue", "200-ok", ""])}`,
      `Connection: ${pick(["Upgrade", "keep-alive, Upgrade", "close", "x"])}`,
      `Upgrade: ${pick(["websocket", "h2c", odd()])}`,
      `X: ${"a".repeat(random.integer(70_000))}`,
      ` folded: ${odd()}`,
      odd(),
    ]),
  );
  const body = pick(["", "abc", "ZZ\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", odd()]);
  const end = chance(10) ? "\n" : "\r\n";
  return Buffer.from([line, ...headers, "", body].join(end), chance(2) ? "latin1" : "utf8");
}

/** A whole request as bytes. */
function request(): Buffer {
  if (chance(5)) return malformed();
  const { contract } = pick(ROUTES);
  const { body } = contract;
  const method = chance(6)
    ? pick(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"])
    : contract.method;
  const isForm =
    body !== undefined && ("photo" in body || ("form" in body && body.form && chance(2)));
  const content = chance(5)
    ? pick([Buffer.alloc(0), Buffer.from(odd()), photo(), form()])
    : isForm
      ? pick([form(), photo()])
      : body && "json" in body
        ? json(body.example)
        : Buffer.alloc(0);
  const type = isForm ? "multipart/form-data; boundary=b" : "application/json";
  const headers = new Map<string, string>([["Host", "localhost"]]);
  if (content.length > 0 || chance(8)) {
    headers.set("Content-Type", chance(4) ? pick(TYPES) : type);
    headers.set("Content-Length", String(content.length));
  }
  for (let i = random.integer(3); i > 0; i--) {
    headers.set(pick(HEADERS), odd().replace(/[\r\n]/g, " "));
  }
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${target(contract.path)} HTTP/1.1`, ...lines, "Connection: close"];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), content]);
}

/** The status that the service answers; null where it closes the line, or waits for more. */
function send(port: number, bytes: Buffer): Promise<number | null> {
  return new Promise((resolve) => {
    let start = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    const finish = () => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(start)?.[1] ?? Number.NaN) || null);
    };
    socket.on("data", (part) => {
      if (start.length < 100) start += part.toString("latin1");
    });
    socket.on("error", finish).on("close", finish).setTimeout(SILENCE_MS, finish);
  });
}

const table = useTable();

it("answers whatever comes below 500, and goes on", async () => {
  const runs = await mkdtemp(join(tmpdir(), "graticule-runs-"));
  const { port, url, logged } = await startTestService({
    games: async () => table.games,
    evaluations: createEvaluationRuns(runs),
    trustProxy: 1,
  });
  const end = performance.now() + TIME_MS;
  const statuses = new Map<number | null, number>();
  for (let i = 0; i < LEAST || performance.now() < end; i++) {
    const bytes = request();
    const status = await send(port, bytes);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const shown = bytes.subarray(0, 1500).toString("latin1");
    expect(status ?? 0, `request ${i}: ${shown}\n${logged.at(-1)}`).toBeLessThan(500);
  }
  // It got past the doors at times, or nothing was tried.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(0);
  expect(statuses.get(404) ?? 0).toBeGreaterThan(0);
  expect(logged.filter((line) => /"status":5/.test(line) || line.includes('"err"'))).toEqual([]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
}, 120_000);
