import type { NextFunction, Request, RequestHandler, Response } from "express";

const SETTING = "base path";

/**
 * Lets the service lie under a path, `/photos`. Proxies differ in whether they take the path off what they pass on: with it and without it
 * a request means the same. Without its last slash the page would look for its files one folder above, so it is sent on.
 */
export function underBasePath(basePath: string): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    request.app.set(SETTING, basePath);
    if (basePath === "" || !request.url.startsWith(basePath)) return next();
    const rest = request.url.slice(basePath.length);
    if (rest === "" || rest.startsWith("?")) {
      if (request.method === "GET" || request.method === "HEAD") {
        response.redirect(308, `${basePath}/${rest}`);
        return;
      }
    }
    if (rest.startsWith("/")) request.url = rest;
    next();
  };
}

/** An address of the service as its clients see it. */
export function publicPath(request: Request, path: `/${string}`): string {
  const basePath: unknown = request.app.get(SETTING);
  return typeof basePath === "string" ? basePath + path : path;
}
