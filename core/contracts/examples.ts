import type { Album, AlbumRequest } from "./album.ts";
import type { ModelSummary } from "./api.ts";
import type { Explanation } from "./explanation.ts";
import type { AlbumShare, Prediction } from "./prediction.ts";

// A test checks each of these against the schema that it illustrates.

export const PREDICTION_EXAMPLE: Prediction = {
  version: 2,
  model: { name: "preview", version: "1" },
  image: {
    width: 4032,
    height: 3024,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    exif: { lat: 48.85837, lng: 2.29448, takenAt: "2021-05-04T13:37:00" },
  },
  prior: "photos",
  best: {
    lat: 47.92113,
    lng: 2.8814,
    expectedScore: 3120,
    expectedErrorKm: 410,
    placeName: "Montargis, France",
    places: [
      { level: "continent", id: "EU", name: "Europe", probability: 0.46, within: null },
      { level: "country", id: "FR", name: "France", probability: 0.41, within: "Europe" },
    ],
  },
  places: [
    {
      level: "country",
      id: "FR",
      name: "France",
      probability: 0.41,
      at: { lat: 48.86471, lng: 2.34902 },
      within: "Europe",
    },
  ],
  regions: [
    {
      mass: 0.5,
      areaKm2: 81_200.5,
      cells: 46,
      geometry: {
        type: "MultiPolygon",
        coordinates: [
          [
            [
              [2.1, 48.6],
              [2.6, 48.6],
              [2.4, 49.1],
              [2.1, 48.6],
            ],
          ],
        ],
      },
    },
  ],
  cells: [{ h3: "841fb47ffffffff", probability: 0.013 }],
  otherMass: 0.987,
  evidence: [{ name: "photo", weight: 1, bits: 7.4213 }],
  filePosition: { placeName: "Paris, France", distanceKm: 3.9, massBefore: 0.2114 },
  abstained: null,
  warnings: [],
  timingMs: { pixels: 31.2, encode: 44.8, score: 3.7 },
};

export const EXPLANATION_EXAMPLE: Explanation = {
  model: { name: "preview", version: "1" },
  image: {
    width: 4032,
    height: 3024,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  },
  prior: "photos",
  place: { level: "country", id: "SE", name: "Sweden", within: "Europe" },
  probability: 0.31,
  before: 0.01,
  blank: 0.02,
  seen: { left: 0.125, top: 0, width: 0.75, height: 1 },
  grid: { rows: 2, columns: 2 },
  patches: [
    {
      left: 0.125,
      top: 0,
      width: 0.375,
      height: 0.5,
      probability: 0.12,
      change: -0.19,
      logRatio: -0.949,
    },
    {
      left: 0.5,
      top: 0,
      width: 0.375,
      height: 0.5,
      probability: 0.27,
      change: -0.04,
      logRatio: -0.138,
    },
    {
      left: 0.125,
      top: 0.5,
      width: 0.375,
      height: 0.5,
      probability: 0.33,
      change: 0.02,
      logRatio: 0.063,
    },
    {
      left: 0.5,
      top: 0.5,
      width: 0.375,
      height: 0.5,
      probability: 0.3,
      change: -0.01,
      logRatio: -0.033,
    },
  ],
  together: { patches: [0], probability: 0.12 },
  attributes: [
    {
      name: "drive",
      source: "head",
      classes: [
        { name: "right", probability: 0.78 },
        { name: "left", probability: 0.22 },
      ],
      worth: { set: "val", photos: 907, right: 0.847, interval: [0.822, 0.869], commonest: 0.808 },
    },
  ],
  warnings: [],
  timingMs: { decode: 31.2, occlusion: 1620.4, attributes: 48.9, total: 1700.5 },
};

export const MODEL_EXAMPLE: ModelSummary = {
  name: "preview",
  version: "1",
  licence: "Apache-2.0",
  summary: "A small model that lets the service run at once; it knows little.",
  trainedOn: "A hundred thousand public photos",
  selected: true,
  ready: true,
  dimension: 256,
  cells: 88_428,
  resolution: 4,
  bytes: 12_345_678,
  calibration: { set: "val", photos: 2000, coverage: { "0.5": 0.51, "0.9": 0.89 } },
};

export const ALBUM_REQUEST_EXAMPLE: AlbumRequest = {
  photos: [
    { file: "beach.jpg", look: "eNpjZGBg", time: "2026-05-01T10:00:00+02:00" },
    { file: "street.jpg", look: "eNpjZGBh", time: null, position: { lat: 43.2965, lng: 5.3698 } },
  ],
  order: "time",
  usesPositions: true,
};

export const ALBUM_SHARE_EXAMPLE: AlbumShare = {
  photos: 2,
  belongs: 0.98,
  bits: 5.1,
  path: { lat: 43.2102, lng: 5.5369 },
};

export const ALBUM_EXAMPLE: Album = {
  version: 1,
  model: PREDICTION_EXAMPLE.model,
  belongs: 0.97,
  order: "time",
  path: [
    { index: 0, file: "beach.jpg", lat: 43.2102, lng: 5.5369, time: "2026-05-01T08:00:00Z" },
    { index: 1, file: "street.jpg", lat: 43.2965, lng: 5.3698, time: null },
  ],
  warnings: [],
  photos: [
    {
      file: "beach.jpg",
      prediction: {
        ...PREDICTION_EXAMPLE,
        album: ALBUM_SHARE_EXAMPLE,
      },
    },
    { file: "street.jpg", reason: "The photo is damaged." },
  ],
};
