import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const DRAIN_MS = 15_000;
const SWEEP_MS = 50;

/** The port cannot be had; the message says what to do. */
export class PortError extends Error {
  override readonly name = "PortError";
}

/** Opens a port; 0 takes a free one. Throws PortError. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(explain(error, port, host));
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop what listens there, or choose another: PORT=${port + 1}.`,
    EACCES: `Port ${port} on ${host} is not allowed for this user. Choose one from 1024: PORT=8080.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to 127.0.0.1, or 0.0.0.0 for all.`,
    ENOTFOUND: `HOST=${host} is not known here. Set HOST to 127.0.0.1, or 0.0.0.0 for all.`,
  };
  const message = advice[error.code ?? ""] ?? `Cannot listen on ${host}:${port}: ${error.message}`;
  return new PortError(message, { cause: error });
}

/** Where a server that listens can be reached, `http://127.0.0.1:8080`. */
export function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const name = isEverywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Takes no further connection, and lets the requests in flight end, for at most 15 s. */
export function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    // A connection whose answer is complete would otherwise be kept for the client's next request.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweep);
      resolve();
    });
  });
}
