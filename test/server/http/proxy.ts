import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A reverse proxy in front of a service. */
export interface ProxyOptions {
  /** The path under which it shows the service. */
  readonly path: string;
  /** Whether it takes the path off what it passes on, as nginx does when `proxy_pass` ends with a slash. */
  readonly takesOff: boolean;
}

/** Starts a reverse proxy; what is outside its path is not found. It ends with the test unless it is told otherwise. */
export async function startProxy(
  target: string,
  { path, takesOff }: ProxyOptions,
  atEnd: (stop: () => void) => void = onTestFinished,
): Promise<string> {
  const proxy = createServer((incoming, outgoing) => {
    const url = incoming.url!;
    if (!url.startsWith(path)) {
      outgoing.writeHead(404).end("Nothing but the proxy is here.");
      return;
    }
    const { hostname, port } = new URL(target);
    const passed = request(
      {
        hostname,
        port,
        method: incoming.method,
        path: takesOff ? url.slice(path.length) || "/" : url,
        headers: { ...incoming.headers, "x-forwarded-host": incoming.headers.host },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}
