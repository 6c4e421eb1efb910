import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { ROUTES } from "../../../server/http/routes/all.ts";
import { startTestService } from "./fixture.ts";

/** Sends a request as written and gives back the status and the problem's code. */
function ask(port: number, head: string): Promise<{ status: number; code: string | undefined }> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    });
    socket.on("data", (part) => {
      text += part.toString();
    });
    socket.on("error", reject).on("close", () =>
      resolve({
        status: Number(text.split(" ")[1]),
        code: /"code":"(\w+)"/.exec(text)?.[1],
      }),
    );
  });
}

const get = (port: number, path: string, host: string) =>
  ask(port, `GET ${path} HTTP/1.1\r\nHost: ${host}`);

describe("the host of a request", () => {
  it.each([
    "localhost",
    "LOCALHOST:8080",
    "localhost.",
    "photos.localhost:8080",
    "127.0.0.1",
    "192.168.1.7:8080",
    "[::1]:8080",
    "photos.example.org",
    "Photos.Example.Org:443",
    "box.lan:8080",
    "",
  ])("may be %o", async (host) => {
    const settings = { hosts: ["photos.example.org"], host: "box.lan" };
    const { port } = await startTestService(settings);
    expect((await get(port, "/v1/features", host)).status).toBe(200);
  });

  it.each([
    "rebound.example",
    "localhost.rebound.example",
    "127.0.0.1.rebound.example",
    "photos.example.org.rebound.example",
    "notlocalhost",
    "localhost:99999",
    "localhost:x",
    "user@localhost",
    "local host",
    "[::1",
  ])("may not be %o, on any route", async (host) => {
    const { port } = await startTestService({ hosts: ["photos.example.org"] });
    const paths = ROUTES.filter(
      ({ contract: { tag, access } }) => tag !== "operation" || access !== "open",
    ).map(({ contract }) => contract.path.replace(/\{\w+\}/g, "1"));
    for (const path of ["/", "/nothing", "/assets/index-AbC123.js", ...new Set(paths)]) {
      expect(await get(port, path, host), path).toEqual({ status: 421, code: "host_unknown" });
    }
  });

  it("is anything for health checks, and need not be said by old clients", async () => {
    const { port } = await startTestService();
    for (const path of ["/healthz", "/readyz"]) {
      expect((await get(port, path, "pod-7.cluster")).status).toBe(200);
    }
    expect((await ask(port, "GET /v1/features HTTP/1.0")).status).toBe(200);
  });

  it("is checked in X-Forwarded-Host too where a proxy is believed", async () => {
    const { port } = await startTestService({ trustProxy: 1, hosts: ["photos.example.org"] });
    const behind = (host: string, forwarded: string) =>
      ask(port, `GET /v1/features HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Host: ${forwarded}`);
    expect((await behind("127.0.0.1", "photos.example.org")).status).toBe(200);
    expect((await behind("127.0.0.1", "rebound.example")).status).toBe(421);
    expect((await behind("rebound.example", "localhost")).status).toBe(421);
    expect((await behind("localhost", "localhost, rebound.example")).status).toBe(421);
  });
});

describe("a whole URL as the target", () => {
  it("is read as its path where its host is served", async () => {
    const { port } = await startTestService();
    const target = (url: string) => ask(port, `GET ${url} HTTP/1.1\r\nHost: localhost`);
    expect((await target(`http://localhost:${port}/v1/features?x=1`)).status).toBe(200);
    expect(await target("http://rebound.example/v1/features")).toMatchObject({ status: 421 });
    const impossible = await target("http://localhost:99999/v1/predictions?top_k=1");
    expect(impossible).toEqual({ status: 421, code: "host_unknown" });
    expect((await target("http://[/v1/features")).status).toBe(404);
  });
});
