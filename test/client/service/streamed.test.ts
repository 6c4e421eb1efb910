import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askForLines, type Failed, type Line } from "../../../client/service/streamed.ts";

const closing: (() => void)[] = [];
beforeEach(() => {
  vi.stubGlobal("navigator", { onLine: true });
});

afterEach(() => {
  vi.unstubAllGlobals();
  for (const close of closing.splice(0)) close();
});

interface Told {
  readonly type: "step" | "end";
}

/** What is told of an answer that a server of our own gives. */
async function told(
  answer: (response: ServerResponse) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<(Told | Failed)[]> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const all: (Told | Failed)[] = [];
  const read = ({ at }: Line): Told | null =>
    at === undefined ? null : { type: at === "end" ? "end" : "step" };
  const isLast = ({ type }: Told) => type === "end";
  await askForLines(url, { headers: {} }, signal, { read, isLast }, (news) => all.push(news));
  return all;
}

describe("an answer line by line", () => {
  it("is told as it comes, without what says nothing", async () => {
    const all = await told((response) => response.end('{"at":1}\n{"else":1}\n\n{"at":"end"}\n'));
    expect(all).toEqual([{ type: "step" }, { type: "end" }]);
  });

  it.each<[string, (response: ServerResponse) => void, object]>([
    ["broke off", (response) => response.end('{"at":1}\n'), { code: "unreachable" }],
    [
      "ended with a problem",
      (response) =>
        response.end('{"problem":{"code":"busy","status":503,"title":"Busy"}}\n{"at":1}\n'),
      { code: "busy" },
    ],
    [
      "was refused",
      (response) => {
        response.writeHead(429, { "Retry-After": "7" }).end('{"code":"rate_limited"}');
      },
      { code: "rate_limited", retryAfterS: 7 },
    ],
  ])("that %s has failed, and nothing more is told", async (_, answer, failure) => {
    const all = await told(answer);
    expect(all.at(-1)).toMatchObject({ type: "failed", failure });
    expect(all.filter(({ type }) => type === "failed")).toHaveLength(1);
  });

  it("says nothing once it was given up", async () => {
    const leaving = new AbortController();
    const all = await told((response) => {
      response.write('{"at":1}\n');
      leaving.abort();
    }, leaving.signal);
    expect(all).toEqual([]);
  });
});
