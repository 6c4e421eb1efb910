import { isIP } from "node:net";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { quote } from "../../core/contracts/quote.ts";
import type { RouteContract } from "../../core/contracts/route.ts";
import { HttpError } from "./problems/http-error.ts";
import type { HttpSettings } from "./service.ts";

/**
 * Refuses requests for a host that the operator does not serve. A page of anybody can point its own name at this
 * machine (DNS rebinding) and would then be of one origin with the service; the name in `Host` gives it away. Served
 * are literal addresses, `localhost` and what ends in it, `HOST`, and `GRATICULE_HOSTS`. A request without the header
 * comes from no browser. Whether the process runs is told to everybody: health checks call it what they like.
 */
export function checkHost(
  { host, hosts, trustProxy }: Pick<HttpSettings, "host" | "hosts" | "trustProxy">,
  contracts: readonly RouteContract[],
): RequestHandler {
  const served = new Set([host, ...hosts].map(tidyName));
  const open = new Set(
    contracts
      .filter(({ tag, access }) => tag === "operation" && access === "open")
      .map(({ path }) => path),
  );
  const isServed = (name: string) =>
    isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost") || served.has(name);
  return (request: Request, _response: Response, next: NextFunction) => {
    checkHostHeader(request);
    if (!open.has(request.path)) {
      for (const given of givenHosts(request, trustProxy > 0)) {
        const name = nameOf(given);
        if (name === null || !isServed(name)) throw unknownHost(given);
      }
    }
    next();
  };
}

/** Two hosts are read in two ways by a proxy and by us; HTTP/1.1 wants one (RFC 9112, section 3.2). */
function checkHostHeader({ rawHeaders, httpVersion }: Request): void {
  const count = rawHeaders.filter((text, i) => i % 2 === 0 && /^host$/i.test(text)).length;
  if (count === 1 || (count === 0 && httpVersion === "1.0")) return;
  throw new HttpError(
    "request_malformed",
    `The request has ${count === 0 ? "no" : count} \`Host\` headers, expected one.`,
  );
}

/**
 * What the client calls the service, in every place where it does: both headers have to be right, since a page that
 * has got this far by rebinding can send any `X-Forwarded-Host` it likes.
 */
export function givenHosts(request: Request, trustsProxy: boolean): string[] {
  const { host = "", "x-forwarded-host": forwarded = "" } = request.headers;
  const byProxy = trustsProxy ? String(forwarded).split(",") : [];
  const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.originalUrl)?.[1];
  return [host, ...byProxy, ...(target === undefined ? [] : [target])]
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** `Example.org.:8080` as `example.org`, `[::1]:8080` as `::1`; null for what is no host. */
function nameOf(given: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(given)) return null;
  const url = URL.canParse(`http://${given}`) ? new URL(`http://${given}`) : null;
  return url === null || url.hostname === "" ? null : tidyName(url.hostname);
}

export function tidyName(name: string): string {
  return name.toLowerCase().replace(/^\[|\]$|\.$/g, "");
}

function unknownHost(given: string): HttpError {
  return new HttpError(
    "host_unknown",
    `The request is for the host ${quote(given)}, which this service does not go by. The operator names it in GRATICULE_HOSTS.`,
  );
}
