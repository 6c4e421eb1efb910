import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { postRaw, startTestService } from "./fixture.ts";

async function open(port: number, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", localAddress: host });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

const REQUEST = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** What comes until the connection is closed or has answered. */
async function ask(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (part) => {
    text += part.toString("latin1");
  });
  socket.write(REQUEST);
  for (let i = 0; i < 100 && !socket.closed && !text.includes("}"); i++) await sleep(20);
  return text;
}

describe("connections of one address", () => {
  it("are bounded: others are answered, what is beyond is told or closed, and room that is left is given", async () => {
    const { port } = await startTestService({ connections: 8 });
    const held = await Promise.all(Array.from({ length: 8 }, () => open(port)));
    const crowd = await Promise.all(Array.from({ length: 40 }, () => open(port)));
    const told = await ask(crowd[0]!);
    expect(told).toMatch(/^HTTP\/1\.1 429 .*\r\n/);
    expect(told).toMatch(/Retry-After: 5/);
    expect(told).toContain("More than 8 connections from one address");
    for (let i = 0; i < 100 && crowd.filter(({ closed }) => closed).length < 24; i++) {
      await sleep(20);
    }
    expect(crowd.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(24);
    expect(await ask(await open(port, "127.0.0.2"))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask(held[0]!)).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of [...held, ...crowd]) socket.destroy();
    await sleep(100);
    expect(await ask(await open(port))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("are the proxy's behind one", async () => {
    const { port } = await startTestService({ connections: 2, trustProxy: 1 });
    const sockets = await Promise.all(Array.from({ length: 12 }, () => open(port)));
    for (const socket of sockets) expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("a connection on which nothing moves", () => {
  it("is closed where the answer is not read", async () => {
    const service = await startTestService({ stallMs: 300 });
    const socket = await open(service.port);
    socket.pause();
    // More answers than the buffers of both sides hold.
    const line = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.write(line.repeat(200));
    await sleep(200);
    expect(await service.open()).toBe(1);
    for (let i = 0; i < 100 && (await service.open()) > 0; i++) await sleep(100);
    expect(await service.open()).toBe(0);
  });

  it("is left alone while its answer is worked on", async () => {
    const { url, locator } = await startTestService({ stallMs: 300 });
    locator.hold();
    const waiting = postRaw(url);
    await sleep(1000);
    locator.release();
    expect((await waiting).status).toBe(200);
  });
});
