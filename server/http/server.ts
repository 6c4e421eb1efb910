import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { quote } from "../../core/contracts/quote.ts";
import { closeStalled, limitConnections } from "./connections.ts";
import { toProblem } from "./problems/document.ts";
import { HttpError } from "./problems/http-error.ts";

// What stands between the wire and the app: bounds on how a request may come, and problem documents for what never gets to
// the app because it is no HTTP.

/** Longest header block: room for a short GeoJSON hint in the query. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Slow lines may take this long for a photo of 40 MB, 70 kB a second; what is slower than 8 kB a second ends sooner. */
const REQUEST_TIMEOUT_MS = 600_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** How often connections that have waited too long are looked for. */
const LOOK_MS = 5_000;
/** How long nothing may move on a connection: a reader in a tunnel has so long to come out of it. */
const STALL_MS = 60_000;
const MAX_CONNECTIONS = 4_096;
/** How long a client gets to read why its connection is closed. */
const LINGER_MS = 1_000;

export interface ServerSettings {
  /** Connections of one address at a time, 0 for no limit. */
  readonly connections: number;
  /** Proxies in front, which bound connections by address better; all that come here are theirs. */
  readonly trustProxy: number;
  /** Milliseconds in which nothing moves; a test makes them fewer. */
  readonly stallMs?: number;
}

/** A server for the app that does not listen yet. */
export function createHttpServer(
  app: RequestListener,
  { connections, trustProxy, stallMs = STALL_MS }: ServerSettings,
): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: LOOK_MS,
      // Refused by the app, in its own words.
      requireHostHeader: false,
    },
    (request, response) => {
      if (isBeyond(request.socket)) {
        refuse(request.socket, tooMany(connections));
        return;
      }
      takeOriginForm(request);
      app(request, response);
    },
  );
  const isBeyond = limitConnections(server, {
    most: MAX_CONNECTIONS,
    perClient: connections === 0 || trustProxy > 0 ? null : connections,
  });
  closeStalled(server, stallMs);
  const refuse = refuseWhatIsNoRequest(server);
  return server;
}

/** Scheme, host and port, and what follows them. */
const WHOLE_URL =
  /^[a-z][a-z0-9+.-]*:\/\/(?:\[[^\]/?#]*\]|[^/?#[\]]*)(?::[^/?#]*)?(?=[/?#]|$)(.*)$/i;

/**
 * A target may be a whole URL (RFC 9112, section 3.2.2), also one that no parser reads: Express would answer that in its
 * own way. Its path counts here; whose it says to be is looked at by `checkHost`, in `originalUrl`. Whatever else does not
 * begin with a slash leads nowhere.
 */
function takeOriginForm(request: IncomingMessage & { originalUrl?: string }): void {
  const target = request.url ?? "/";
  if (target.startsWith("/")) return;
  const path = WHOLE_URL.exec(target)?.[1];
  if (path === undefined) {
    request.url = `/${target}`;
    return;
  }
  request.originalUrl = target;
  request.url = path.startsWith("/") ? path : `/${path}`;
}

/** Answers how a connection is refused with a problem document, whatever else it may hold. */
function refuseWhatIsNoRequest(server: Server): (socket: Duplex, error: HttpError) => void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();

  function refuse(socket: Duplex, error: HttpError): void {
    // What follows the fault on the same line is no request either.
    if (refused.has(socket)) return;
    refused.add(socket);
    // In the middle of another answer nothing can be said that would be understood.
    const answer = answers.get(socket);
    const isTalking = answer?.headersSent === true && !answer.writableFinished;
    if (!socket.writable || isTalking) {
      socket.destroy();
      return;
    }
    socket.end(asHttp(error));
    socket.resume();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  }

  server.on("request", ({ socket }, response) => answers.set(socket, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET") socket.destroy();
    else refuse(socket, faultOf(error.code));
  });
  server.on("connect", (_request, socket) => {
    socket.on("error", () => {});
    refuse(
      socket,
      new HttpError("method_not_allowed", "CONNECT does not work here: this is no proxy.", {
        Allow: "DELETE, GET, HEAD, PATCH, POST",
      }),
    );
  });
  server.on("checkExpectation", ({ socket, headers }) => {
    const came = quote(String(headers.expect));
    refuse(
      socket,
      new HttpError("expectation_failed", `The request expects ${came}, only 100-continue is met.`),
    );
  });
  return refuse;
}

/** Seconds after which a client has most likely closed some of its connections. */
const CROWD_RETRY_S = 5;

function tooMany(connections: number): HttpError {
  return new HttpError(
    "rate_limited",
    `More than ${connections} connections from one address are open. Close some, or use them for several requests each.`,
    { "Retry-After": String(CROWD_RETRY_S) },
  );
}

function faultOf(code: string | undefined): HttpError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new HttpError(
        "headers_too_large",
        `The address and the headers together are longer than ${MAX_HEADER_BYTES / 1024} kB. Send a long hint as a part of the form.`,
      );
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new HttpError(
        "request_timeout",
        `The headers have not come within ${HEADERS_TIMEOUT_MS / 1000} s, or the body within ${REQUEST_TIMEOUT_MS / 60_000} minutes.`,
      );
    default:
      return new HttpError("request_malformed", "What came is not an HTTP/1.1 request.");
  }
}

/** A whole answer with a problem document. */
function asHttp(error: HttpError): string {
  const id = randomUUID();
  const problem = toProblem(error, id);
  const body = JSON.stringify(problem);
  const headers = {
    "Content-Type": "application/problem+json; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(body)),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": id,
    ...error.headers,
    Connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join("")}\r\n${body}`;
}
