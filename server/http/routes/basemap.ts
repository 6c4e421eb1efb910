import { type Express, type Request, Router } from "express";
import { BASEMAP_PATH, STYLE_NAME } from "../../basemap/basemap.ts";
import { HttpError } from "../problems/http-error.ts";
import { refuseOthers } from "../route.ts";
import { sendFile } from "../send-file.ts";
import type { Service } from "../service.ts";

/** Tiles may be kept this long; the whole file is asked for anew when its date changes. */
const HOUR_MS = 3600 * 1000;

/** Puts the operator's map on the app. Like the page, it is no part of the API. */
export function mountBasemap(app: Express, service: Pick<Service, "basemap">): void {
  const files = Router({ caseSensitive: true });
  files
    .route(`/${STYLE_NAME}`)
    .get((_request, response) => {
      const style = service.basemap?.().style;
      if (!style) throw nothingHere();
      response.setHeader("Cache-Control", "no-cache");
      response.json(style);
    })
    .all(refuseOthers(["GET"]));
  files
    .route("/files/*path")
    .get(async (request, response) => {
      const local = service.basemap?.().files;
      const path = pathOf(request);
      if (!local?.has(path)) throw nothingHere();
      await sendFile(response, path, { root: local.folder, maxAge: HOUR_MS }, nothingHere);
    })
    .all(refuseOthers(["GET"]));
  app.use(`/${BASEMAP_PATH}`, files);
}

/** The path inside the folder. Express hands it over decoded, in parts. */
function pathOf({ params }: Request): string {
  const { path } = params as { path?: unknown };
  return [path].flat().join("/");
}

function nothingHere(): HttpError {
  return new HttpError("not_found", "The map of this service has no such file.");
}
