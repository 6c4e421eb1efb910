import type { Response } from "express";
import type { Features } from "../../../core/contracts/api.ts";
import { PHOTO_TYPES } from "../../../core/contracts/photo-types.ts";
import { ABOUT_ROUTES } from "../../../core/contracts/routes/about.ts";
import { OWN_BASEMAP } from "../../basemap/basemap.ts";
import { mostOf } from "../../photo/decoding.ts";
import { limitsByKind } from "../../photo/decoding-cost.ts";
import { HttpError } from "../problems/http-error.ts";
import { type Answered, answer } from "../route.ts";
import { sendFile } from "../send-file.ts";
import type { HttpSettings } from "../service.ts";

const DAY_MS = 24 * 3600 * 1000;

/** What a page has to know before it asks. */
export const ABOUT = answer(ABOUT_ROUTES, {
  getFeatures: (_call, { service, settings }): Features => ({
    version: settings.version,
    uploads: settings.uploads,
    tokenRequired: settings.token !== null,
    modelDownloads: settings.modelDownloads,
    maxPhotoBytes: settings.maxPhotoMb * 2 ** 20,
    maxMegapixels: settings.maxMegapixels,
    megapixelLimits: limitsByKind(settings.maxMegapixels, mostOf(settings.decodeMemoryMb)),
    photoTypes: [...PHOTO_TYPES],
    albumDays: settings.albumDays,
    maxAlbumPhotos: settings.maxAlbumPhotos,
    finestResolution: settings.finestResolution,
    reason: service.reason ?? null,
    basemap: (service.basemap?.() ?? OWN_BASEMAP).choice,
    attribution: settings.attribution,
  }),
  getDescription: (_call, { description }) => description,
  getBasemap: ({ response }, { settings }) => sendMap(response, "basemap.pmtiles", settings),
  getRelief: ({ response }, { settings }) => sendMap(response, "relief.pmtiles", settings),
});

function sendMap(
  response: Response,
  name: string,
  { geodataFolder }: Pick<HttpSettings, "geodataFolder">,
): Promise<Answered> {
  response.type("application/octet-stream");
  return sendFile(response, name, { root: geodataFolder, maxAge: DAY_MS }, noBasemap);
}

function noBasemap(): HttpError {
  return new HttpError("not_found", "There is no base map. Run `npm run geodata`.");
}
