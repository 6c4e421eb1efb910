import * as z from "zod";
import { type Features, FeaturesSchema } from "../api.ts";
import { PHOTO_TYPES } from "../photo-types.ts";
import type { RouteCode, Routes } from "../route.ts";

const FEATURES_EXAMPLE: Features = {
  version: "0.1.0",
  uploads: true,
  tokenRequired: false,
  modelDownloads: false,
  maxPhotoBytes: 41_943_040,
  maxMegapixels: 100,
  megapixelLimits: [
    { kind: "HEIC", maxMegapixels: 49.8 },
    { kind: "JPEG", maxMegapixels: 100 },
  ],
  photoTypes: [...PHOTO_TYPES],
  albumDays: 30,
  maxAlbumPhotos: 2000,
  finestResolution: 9,
  basemap: { kind: "own" },
  reason: null,
  attribution: "Natural Earth, GeoNames (CC BY 4.0)",
};

/** A part of the built-in map, which the page reads in ranges. */
const MAP_FILE = {
  method: "GET",
  tag: "about",
  answer: { description: "The whole file", media: { "application/octet-stream": null } },
  also: {
    206: {
      description: "The range that was asked for",
      media: { "application/octet-stream": null },
    },
    304: { description: "Not changed" },
  },
  problems: ["not_found", "range_invalid"],
  access: "open",
  rate: null,
  cache: null,
} as const;

export const ABOUT_ROUTES = {
  getFeatures: {
    method: "GET",
    path: "/v1/features",
    tag: "about",
    summary: "What the operator has chosen",
    answer: { json: FeaturesSchema, example: FEATURES_EXAMPLE },
    problems: [],
    access: "open",
    rate: null,
    cache: "no-cache",
  },
  getDescription: {
    method: "GET",
    path: "/openapi.json",
    tag: "about",
    summary: "This document",
    answer: { json: z.looseObject({}) },
    problems: [],
    access: "open",
    rate: null,
    cache: "no-cache",
  },
  getBasemap: {
    ...MAP_FILE,
    path: "/geodata/basemap.pmtiles",
    summary: "The offline base map, read in ranges",
  },
  getRelief: {
    ...MAP_FILE,
    path: "/geodata/relief.pmtiles",
    summary: "Shaded hills for the offline base map, read in ranges",
  },
} as const satisfies Routes<RouteCode>;
