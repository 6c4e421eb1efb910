import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// A server that speaks the API of chat completions over real HTTP and answers from a script.

/** What one request is answered with. */
export type Act =
  /** A chat completion with this text. */
  | { readonly say: string; readonly finish?: string; readonly usage?: boolean }
  /** Another status, with the error as the servers of today write it. */
  | {
      readonly status: number;
      readonly error?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A body as it is. */
  | { readonly body: string; readonly type?: string }
  /** Waits before it does the next. */
  | { readonly afterMs: number; readonly next: Act }
  /** Breaks the connection off: at once, or after the first half of the answer. */
  | { readonly breakOff: "before" | "within" };

/** A request as it came. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

export interface ScriptedServer {
  /** For GRATICULE_REASON_URL. */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Requests whose client went away before they were answered. */
  readonly left: () => number;
  close(): Promise<void>;
}

/** @param script what to answer to a request, given it and how many came before */
export async function startScripted(
  script: (asked: Asked, before: number) => Act,
): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  let left = 0;
  const server = createServer(async (request, response) => {
    response.on("close", () => {
      if (!response.writableFinished) left += 1;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    const one = { path: request.url ?? "", headers: request.headers, body };
    asked.push(one);
    await play(script(one, asked.length - 1), one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    left: () => left,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function play(act: Act, asked: Asked, response: ServerResponse): Promise<void> {
  if ("afterMs" in act) {
    await new Promise((resolve) => setTimeout(resolve, act.afterMs));
    return play(act.next, asked, response);
  }
  if ("breakOff" in act) {
    if (act.breakOff === "before") response.destroy();
    else {
      response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
      response.write('{"choices":[{"message":{"content":"Half of', () => response.destroy());
    }
    return;
  }
  if ("body" in act) {
    response.writeHead(200, { "content-type": act.type ?? "application/json" });
    response.end(act.body);
    return;
  }
  if ("status" in act) {
    response.writeHead(act.status, { "content-type": "application/json", ...act.headers });
    response.end(JSON.stringify({ error: act.error ?? { message: `status ${act.status}` } }));
    return;
  }
  const { say, finish = "stop", usage = true } = act;
  const used = { prompt_tokens: 1200, completion_tokens: 40, total_tokens: 1240 };
  if (asked.body.stream === true) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = (data: unknown) => response.write(`data: ${JSON.stringify(data)}\n\n`);
    for (const piece of say.match(/[\s\S]{1,7}/g) ?? []) {
      send({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: piece } }] });
    }
    send({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
    if (usage) send({ choices: [], usage: used });
    response.end("data: [DONE]\n\n");
    return;
  }
  response.writeHead(200, { "content-type": "application/json" });
  const message = { role: "assistant", content: say };
  response.end(
    JSON.stringify({
      object: "chat.completion",
      choices: [{ index: 0, message, finish_reason: finish }],
      ...(usage && { usage: used }),
    }),
  );
}

/** The picture of a request, as bytes. */
export function pictureOf({ body }: Asked): Buffer {
  const [, user] = body.messages as [unknown, { content: { image_url?: { url: string } }[] }];
  const url = user.content.find((part) => part.image_url)?.image_url?.url ?? "";
  return Buffer.from(url.replace(/^data:image\/jpeg;base64,/, ""), "base64");
}
