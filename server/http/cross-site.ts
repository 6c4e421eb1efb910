import type { NextFunction, Request, RequestHandler, Response } from "express";
import { givenHosts, tidyName } from "./host.ts";
import { HttpError } from "./problems/http-error.ts";
import type { HttpSettings } from "./service.ts";

/**
 * Refuses what a page of another origin sends to change something: browsers say where a request comes from in `Origin`
 * and `Sec-Fetch-Site`, which no page can forge. Programs send neither and go on working. Origins that the operator
 * allows (`GRATICULE_CORS`) may do what our own page does.
 */
export function refuseCrossSite({
  cors,
  hosts,
  trustProxy,
}: Pick<HttpSettings, "cors" | "hosts" | "trustProxy">): RequestHandler {
  const served = new Set(hosts.map(tidyName));
  function isOwn(origin: string, request: Request): boolean {
    const url = URL.canParse(origin) ? new URL(origin) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) return false;
    // A proxy that puts a name of its own into `Host` leaves the operator's list to go by.
    if (served.has(tidyName(url.hostname))) return true;
    return givenHosts(request, trustProxy > 0).some((given) => hostOf(given, url) === url.host);
  }
  return (request: Request, _response: Response, next: NextFunction) => {
    const origin = request.get("origin");
    const site = request.get("sec-fetch-site");
    if (origin === undefined || !cors.includes(origin)) {
      if (origin !== undefined && !isOwn(origin, request)) throw foreign(`the origin ${origin}`);
      if (site === "cross-site" || site === "same-site") throw foreign(`another site (${site})`);
    }
    next();
  };
}

/** A host with the port that the origin's scheme leaves out; null for what is no host. */
function hostOf(given: string, { protocol }: URL): string | null {
  const url = `${protocol}//${given}`;
  return URL.canParse(url) ? new URL(url).host : null;
}

function foreign(from: string): HttpError {
  return new HttpError(
    "cross_site",
    `A page of ${from.slice(0, 100)} sent this, expected one of this service. The operator can allow an origin: GRATICULE_CORS.`,
  );
}
