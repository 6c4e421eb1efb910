import type { Server } from "node:http";
import type { Socket } from "node:net";
import { clientOf } from "./security.ts";

// What one client may hold of the connections that there are.

/** How many there are; each holds some kilobytes, and one that says nothing is closed soon. */
export interface ConnectionLimits {
  readonly most: number;
  /** Of one address; null where all come from proxies, which bound them better. */
  readonly perClient: number | null;
}

/** Connections beyond a client's share that are told why they are closed; further ones are closed without a word. */
const TOLD = 16;

/**
 * Bounds the connections of a server, and tells which of them are beyond their client's share, so that a request there is
 * refused. They count until they are closed.
 */
export function limitConnections(
  server: Server,
  { most, perClient }: ConnectionLimits,
): (socket: Socket) => boolean {
  server.maxConnections = most;
  if (perClient === null) return () => false;
  const counts = new Map<string, number>();
  const beyond = new WeakSet<Socket>();
  server.on("connection", (socket) => {
    const client = addressOf(socket);
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    socket.once("close", () => {
      const left = counts.get(client)! - 1;
      if (left === 0) counts.delete(client);
      else counts.set(client, left);
    });
    if (count > perClient + TOLD) socket.destroy();
    else if (count > perClient) beyond.add(socket);
  });
  return (socket) => beyond.has(socket);
}

/** Networks of one IPv6 customer are one client; an IPv4 address is one however it is written. */
function addressOf({ remoteAddress = "" }: Socket): string {
  return clientOf({ ip: remoteAddress.replace(/^::ffff:(?=\d+\.)/i, "") });
}

/**
 * Closes connections on which nothing moves: where an answer is not taken off by its reader, and where there is no request. One
 * that waits for its answer is left alone.
 *
 * @param stallMs how long nothing may have moved
 */
export function closeStalled(server: Server, stallMs: number): void {
  const answers = new WeakMap<Socket, { readonly writableFinished: boolean }>();
  server.on("request", ({ socket }, response) => answers.set(socket, response));
  // A listener takes it upon itself to close; idle connections come here too, by the server's own shorter time.
  server.setTimeout(stallMs, (socket) => {
    const answer = answers.get(socket);
    const isWaiting = answer !== undefined && !answer.writableFinished;
    if (isWaiting && socket.writableLength === 0) socket.setTimeout(stallMs);
    else socket.destroy();
  });
}
