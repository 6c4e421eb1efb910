import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Another host on this machine. */
export interface Host {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): void;
}

/** What a host answers at a path: bytes or text to be sent with ranges, or anything else. */
export type Page = string | Uint8Array | ((response: ServerResponse) => void);

/** Starts a host that lets every page read what it has, as hosts of tiles do. */
export async function startHost(pageAt: (path: string) => Page | undefined): Promise<Host> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    asked.push(pathname);
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*");
    const page = pageAt(decodeURIComponent(pathname));
    if (typeof page === "function") page(response);
    else if (page === undefined) response.writeHead(404).end();
    else send(Buffer.from(page), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function send(body: Buffer, { method, headers }: IncomingMessage, response: ServerResponse): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
  if (method === "OPTIONS") response.writeHead(204).end();
  else if (from === undefined) response.end(body);
  else {
    const end = Math.min(Number(to) + 1, body.length);
    response.writeHead(206, { "Content-Range": `bytes ${from}-${end - 1}/${body.length}` });
    response.end(body.subarray(Number(from), end));
  }
}
