import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../photo/pictures.ts";
import { JPEG, postForm, postRaw, startTestService, until } from "./fixture.ts";

describe("a body that is too large", () => {
  it.each([
    ["raw", "application/octet-stream", ""],
    [
      "multipart",
      "multipart/form-data; boundary=b",
      '--b\r\nContent-Disposition: form-data; name="image"; filename="x"\r\n\r\n',
    ],
  ])("is refused while it is read (%s)", async (_name, type, start) => {
    const { port } = await startTestService();
    const chunk = Buffer.alloc(64 * 1024, 0xff);
    const wanted = 64 * LIMITS.maxBytes;
    let sent = 0;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest({
        port,
        method: "POST",
        path: "/v1/predictions",
        headers: { "Content-Type": type, "Transfer-Encoding": "chunked" },
      });
      let isAnswered = false;
      request.on("error", (error) => isAnswered || reject(error));
      request.on("response", (response) => {
        isAnswered = true;
        resolve(response);
      });
      request.write(start);
      const send = () => {
        if (isAnswered || sent >= wanted) return;
        sent += chunk.length;
        request.write(chunk, () => setImmediate(send));
      };
      send();
    });
    expect(answer.statusCode).toBe(413);
    expect(sent).toBeLessThan(wanted / 2);
    answer.destroy();
  });

  it("is refused by its declared length before it is sent", async () => {
    const { port } = await startTestService();
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write(
          "POST /v1/predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 99999999\r\n\r\n",
        );
      });
      socket.once("data", (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/95 MB, the limit is 4 MB/);
  });
});

describe("many clients", () => {
  it("answers 200 uploads at once with 200 or 503, and goes on", async () => {
    const { url, locator } = await startTestService({ slots: 2, queue: 10 });
    locator.hold();
    const uploads = Array.from({ length: 200 }, () => postForm(url));
    await until(() => locator.calls.length === 2);
    setTimeout(() => locator.release(), 200);
    const answers = await Promise.all(uploads);
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect(count(200) + count(503)).toBe(200);
    expect(count(200)).toBeGreaterThanOrEqual(12);
    expect(count(503)).toBeGreaterThan(0);
    const refused = answers.find(({ status }) => status === 503)!;
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(await refused.json()).toMatchObject({ code: "busy" });
    expect((await postRaw(url)).status).toBe(200);
  });

  it("bounds the memory of all uploads together", async () => {
    const { url, locator } = await startTestService({
      uploadMemoryMb: 1,
      slots: 1,
      queue: 100,
      trustProxy: 1,
    });
    locator.hold();
    const first = postRaw(url);
    await until(() => locator.calls.length === 1);
    // Together they exceed the 4 MB that one photo may have.
    const others = Array.from({ length: 6 }, (_, i) => postHeavy(url, `192.0.2.${i + 1}`));
    setTimeout(() => locator.release(), 300);
    const statuses = (await Promise.all([first, ...others])).map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses).toContain(503);
    expect((await postHeavy(url, "192.0.2.9")).status).toBe(200);
  });

  it("leaves room for others when one client's uploads hold its share", async () => {
    const { url, locator } = await startTestService({
      uploadMemoryMb: 8,
      slots: 1,
      queue: 100,
      trustProxy: 1,
    });
    locator.hold();
    const first = postRaw(url);
    await until(() => locator.calls.length === 1);
    const greedy = Array.from({ length: 6 }, () => postHeavy(url, "192.0.2.1"));
    const refused = (await Promise.race(greedy)).status;
    const other = postHeavy(url, "192.0.2.2");
    setTimeout(() => locator.release(), 300);
    const answers = await Promise.all(greedy);
    expect(refused).toBe(429);
    const refusal = answers.find(({ status }) => status === 429)!;
    expect(await refusal.json()).toMatchObject({ code: "upload_share" });
    expect((await other).status).toBe(200);
    expect((await first).status).toBe(200);
  });
});

/** A JPEG with 1.5 MB behind it, from a client of that address. */
function postHeavy(url: string, address: string): Promise<Response> {
  const body = new Uint8Array(1.5 * 2 ** 20);
  body.set(JPEG);
  const headers = { "Content-Type": "image/jpeg", "X-Forwarded-For": address };
  return postRaw(url, "", { body, headers });
}

/** Whether a gauge reaches a value within a second. */
async function gaugeOf(url: string, name: string, value: number): Promise<boolean> {
  for (let i = 0; i < 50; i++) {
    const text = await (await fetch(`${url}/metrics`)).text();
    if (text.includes(`${name} ${value}\n`)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describe("a client that leaves", () => {
  it("frees its slot at once, and its place in the queue", async () => {
    const { url, locator } = await startTestService({ slots: 1, queue: 1 });
    locator.hold();
    const leaving = new AbortController();
    const running = postRaw(url, "", { signal: leaving.signal });
    await until(() => locator.calls.length === 1);
    const waiting = postRaw(url, "", { signal: leaving.signal });
    expect(await gaugeOf(url, "graticule_slots_waiting", 1)).toBe(true);
    leaving.abort();
    await expect(running).rejects.toThrow();
    await expect(waiting).rejects.toThrow();
    await until(() => locator.calls[0]!.signal.aborted);
    locator.release();
    expect((await postRaw(url)).status).toBe(200);
    expect(locator.calls).toHaveLength(2);
  });

  it("is forgotten when it leaves in the middle of its upload", async () => {
    const { port, url, locator, logged } = await startTestService({ slots: 1, queue: 0 });
    const socket = connect(port, "127.0.0.1");
    socket.write(
      "POST /v1/predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\nabc",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await until(() => logged.some((line) => line.includes("client left")));
    expect(locator.calls).toHaveLength(0);
    expect((await postRaw(url)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/graticule_upload_bytes 0/);
    expect(metrics).toMatch(/graticule_slots_running 0/);
  });
});
