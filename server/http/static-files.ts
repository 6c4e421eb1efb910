import { join } from "node:path";
import express, { type RequestHandler } from "express";
import { HttpError } from "./problems.ts";
import type { HttpSettings } from "./service.ts";

const YEAR_S = 365 * 24 * 3600;
const DAY_MS = 24 * 3600 * 1000;

/** The built page's files. Those under `assets/` have a hash in their name and never change. */
export function serveClient({ clientFolder }: Pick<HttpSettings, "clientFolder">): RequestHandler {
  const assets = join(clientFolder, "assets");
  return express.static(clientFolder, {
    index: false,
    dotfiles: "ignore",
    setHeaders(response, file) {
      const isHashed = file.startsWith(assets);
      response.setHeader(
        "Cache-Control",
        isHashed ? `public, max-age=${YEAR_S}, immutable` : "no-cache",
      );
    },
  });
}

/** `GET /`: the page, asked for anew each time since it names the current assets. */
export function getPage({ clientFolder }: Pick<HttpSettings, "clientFolder">): RequestHandler {
  return (_request, response, next) => {
    const options = {
      root: clientFolder,
      headers: { "Cache-Control": "no-cache" },
      cacheControl: false,
    };
    response.sendFile("index.html", options, (error) => {
      if (!error || response.headersSent) return;
      const hint = "The page has not been built. Run `npm run build`, then load this page again.";
      next(new HttpError("not_found", hint));
    });
  };
}

/** `GET /geodata/basemap.pmtiles`: the map reads it in ranges. */
export function getBasemap({ geodataFolder }: Pick<HttpSettings, "geodataFolder">): RequestHandler {
  return (_request, response, next) => {
    response.type("application/octet-stream");
    response.sendFile("basemap.pmtiles", { root: geodataFolder, maxAge: DAY_MS }, (error) => {
      if (!error || response.headersSent) return;
      const isRange = (error as { status?: number }).status === 416;
      next(
        isRange
          ? error
          : new HttpError("not_found", "There is no base map. Run `npm run geodata`."),
      );
    });
  };
}
