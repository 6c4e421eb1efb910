import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { ProblemSchema } from "../../../core/contracts/api.ts";
import { startTestService } from "./fixture.ts";

/** What comes back on one connection until it is closed. */
function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (part) => {
      text += part.toString("latin1");
    });
    socket.on("error", reject).on("close", () => resolve(text));
    socket.setTimeout(5000, () => socket.destroy(new Error(`nothing came after ${text}`)));
  });
}

const GET = (target: string, more = "") =>
  `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${more}Connection: close\r\n\r\n`;
const POST = (headers: string, body = "") =>
  `POST /v1/predictions HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;

describe("what is no request that leads anywhere", () => {
  it.each<[string, string | Buffer, number, string]>([
    ["a URL that no parser reads", GET("http://[/x"), 404, "not_found"],
    ["a URL with an impossible port", GET("http://localhost:99999/x"), 421, "host_unknown"],
    ["a URL of nobody", GET("http:///x"), 404, "not_found"],
    ["a URL with a user", GET("http://a@localhost/v1/features"), 421, "host_unknown"],
    ["an asterisk", GET("*"), 404, "not_found"],
    ["a backslash", GET("/\\x"), 404, "not_found"],
    ["a percent sign", GET("/%"), 404, "not_found"],
    ["bytes that are not UTF-8", GET("/v1/models/%ff%fe"), 404, "not_found"],
    ["a second slash", GET("//v1//features"), 404, "not_found"],
    ["a target without a slash", GET("x"), 400, "request_malformed"],
    ["no target", GET(""), 400, "request_malformed"],
    ["another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "request_malformed"],
    ["a hello of TLS", Buffer.from("16030102000100", "hex"), 400, "request_malformed"],
    ["an unknown method", "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "request_malformed"],
    ["a tunnel", "CONNECT a.org:443 HTTP/1.1\r\nHost: a.org\r\n\r\n", 405, "method_not_allowed"],
    ["a trace", GET("/").replace("GET", "TRACE"), 405, "method_not_allowed"],
    ["no host", "GET /v1/features HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "request_malformed"],
    ["two hosts", GET("/v1/features", "Host: localhost\r\n"), 400, "request_malformed"],
    ["a header without a colon", GET("/", "broken\r\n"), 400, "request_malformed"],
    ["a zero byte in a header", GET("/", "X: a\0b\r\n"), 400, "request_malformed"],
    ["a long header", GET("/", `X: ${"a".repeat(70_000)}\r\n`), 431, "headers_too_large"],
    ["a long target", GET(`/${"a".repeat(70_000)}`), 431, "headers_too_large"],
    [
      "two lengths",
      POST("Content-Length: 3\r\nContent-Length: 4", "abcd"),
      400,
      "request_malformed",
    ],
    [
      "a length and chunks",
      POST("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
      400,
      "request_malformed",
    ],
    ["a negative length", POST("Content-Length: -1"), 400, "request_malformed"],
    ["a length beyond all", POST(`Content-Length: ${"9".repeat(30)}`), 400, "request_malformed"],
    [
      "a chunk of no length",
      POST("Content-Type: image/jpeg\r\nTransfer-Encoding: chunked", "ZZ\r\nabc\r\n"),
      400,
      "request_malformed",
    ],
    ["another expectation", POST("Expect: 200-ok\r\nContent-Length: 0"), 417, "expectation_failed"],
  ])("%s is refused with a problem document", async (_name, bytes, status, code) => {
    const { port, url, logged } = await startTestService();
    const answer = await exchange(port, bytes);
    const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    const json = /\{.*\}/s.exec(body)?.[0] ?? "";
    expect(ProblemSchema.parse(JSON.parse(json))).toMatchObject({ status, code });
    expect(answer).not.toMatch(/\n\s+at |node_modules|<html/);
    expect(logged.filter((line) => line.includes('"err"'))).toEqual([]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("a whole URL of ours leads where its path does", async () => {
    const { port } = await startTestService();
    expect(await exchange(port, GET("http://localhost/healthz"))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await exchange(port, GET("HTTP://localhost?x=1"))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("is refused after sound requests on the same line, which are answered first", async () => {
    const { port } = await startTestService();
    const sound = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const answer = await exchange(port, `${sound}${sound}`.concat(GET("*")));
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
    expect(statuses).toEqual(["200", "200", "404"]);
  });

  it("an upgrade that is not offered is passed over", async () => {
    const { port } = await startTestService();
    const upgrade = "Connection: Upgrade, close\r\nUpgrade: websocket\r\n";
    const answer = await exchange(
      port,
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});
