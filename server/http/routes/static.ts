import { join } from "node:path";
import express, { type Express, type RequestHandler } from "express";
import { HttpError } from "../problems/http-error.ts";
import { refuseOthers } from "../route.ts";
import type { HttpSettings } from "../service.ts";

const YEAR_S = 365 * 24 * 3600;

/** Puts the page on the app: its address and its files. They are no part of the API. */
export function mountPage(app: Express, settings: Pick<HttpSettings, "clientFolder">): void {
  app
    .route("/")
    .get(getPage(settings))
    .all(refuseOthers(["GET"]));
  app.use(serveFiles(settings));
}

/** The built page's files. Those under `assets/` have a hash in their name and never change. */
function serveFiles({ clientFolder }: Pick<HttpSettings, "clientFolder">): RequestHandler {
  const assets = join(clientFolder, "assets");
  return express.static(clientFolder, {
    index: false,
    // A redirect would be to an address that a proxy may have cut.
    redirect: false,
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
function getPage({ clientFolder }: Pick<HttpSettings, "clientFolder">): RequestHandler {
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
