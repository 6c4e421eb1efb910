import { type Benchmark, confirmed, surveyed, unconfirmed } from "./benchmark.ts";

const PREPRINTS = "survey of 2026, preprints 202608.1749";
const NONE = [null, null, null, null, null] as const;

export const OSV5M: Benchmark = {
  name: "osv5m",
  aliases: ["osv-5m", "osv5m-test", "osv-5m-test"],
  title: "OSV-5M test",
  photos: null,
  columns:
    "id, latitude, longitude, unique_country, unique_region, unique_sub-region, unique_city, land_cover, creator_username, ...",
  protocol:
    "GeoScore and mean error of the one point, and whether its country, region, area and city are right; training photos are at least 1 km away.",
  licence: "Images and table: CC BY-SA 4.0 (Mapillary).",
  truthUrl: null,
  photosAt:
    "https://huggingface.co/datasets/osv5m/osv5m: images/test/00.zip to 04.zip and test.csv (116 MB)",
  checks: null,
  knownFaults: [
    "About 210,000 photos; public sources do not state one number that we could confirm.",
    "Countries are in the column unique_country; clusters (creator_username) are read as they are.",
  ],
  curves: [],
  published: [
    confirmed("OSV-5M baseline (CLIP ViT-L/14, hybrid head)", NONE, "model card osv5m/baseline", {
      GeoScore: 3361,
      "mean km": 1814,
      "country %": 68,
      "region %": 39.4,
      "area %": 10.3,
      "city %": 5.9,
    }),
    unconfirmed("PLONK (Riemannian flow matching)", NONE, {
      GeoScore: 3767,
      "mean km": 1069,
      "country %": 76.2,
      "region %": 44.2,
      "city %": 5.4,
    }),
    surveyed("LocDiff", [null, 11, 46.3, 77, 88.2], PREPRINTS),
    surveyed("SemiVar", [null, 21.5, 52.1, 72.1, null], PREPRINTS),
    surveyed("Pinpoint", [null, 35.6, 67.5, 83.7, 93.2], PREPRINTS),
    surveyed("GaGA", [0.1, 8, 40.1, 68, 85.4]),
    surveyed("GeoLocSFT", [2.4, 3.5, 15, 47.2, 69.6], PREPRINTS),
  ],
};
