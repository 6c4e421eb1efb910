import { abstracted, type Benchmark, confirmed, surveyed, unconfirmed } from "./benchmark.ts";

const PREPRINTS = "survey of 2026, preprints 202608.1749";

export const YFCC4K: Benchmark = {
  name: "yfcc4k",
  aliases: ["yfcc4k_places365"],
  title: "YFCC4k",
  photos: 4536,
  columns: "IMG_ID, LAT, LON",
  protocol:
    "Great-circle error of the one point, share within 1, 25, 200, 750 and 2500 km; all 4,536 photos.",
  licence:
    "Photos: Creative Commons, each its own; 3,077 of the 4,536 are non-commercial. Table: distributed with TransGeoCLIP (MIT).",
  truthUrl:
    "https://raw.githubusercontent.com/CJ310177/TransGeoCLIP/ff7613876e737321f61032c79584695d978ad6c9/data/yfcc4k.csv",
  photosAt: "http://www.mediafire.com/file/3og8y3o6c9de3ye/yfcc4k.zip",
  checks: {
    fingerprint: "51c36b057a9e5c6fd747d3d0bfd8ea70f06e777eadc6c38fd7acd1eee83af6be",
    swapped: "397ad0b92afb4d1e6ed1fb7ebd847a6f610cadd1b6942253e8dcb17ec43b14c9",
    ids: "d14ca2b290be3af45cc15584b4d760ac68935aaba7e62922d1c65564979f1743",
    distinctPlaces: 4426,
    photographers: null,
    withoutTruth: [],
  },
  knownFaults: [
    "The link to YFCC4k's metadata in the README of G3 leads to the table of YFCC26k.",
    "Shares photographers and spots with MP-16, on which many systems are trained: methods that look photos up there gain from it (docs/evaluation.md, leakage).",
    '1.6 to 3 % of photos in public copies are placeholders ("photo no longer available") and 3.7 to 5.3 % near-duplicates, by a public research log; `graticule eval audit` finds those of yours.',
  ],
  curves: [],
  published: [
    confirmed("kNN", [2.3, 5.7, 11, 23.5, 42], "GeoToken's results table"),
    confirmed("PlaNet", [5.6, 14.3, 22.2, 36.4, 55.8]),
    confirmed("CPlaNet", [7.9, 14.8, 21.9, 36.4, 55.5]),
    surveyed("SwC", [7.9, 14.3, 21.9, 37.4, 56.5]),
    confirmed("ISN", [6.5, 16.2, 23.8, 37.4, 55]),
    confirmed(
      "SemP({100,125,250},f)",
      [9.4, 20.3, 30.5, 44.8, 61.3],
      "README of jtheiner/semantic_geo_partitioning",
    ),
    confirmed(
      "s2(M,f*) EffNet-B4",
      [7.5, 19.7, 28.5, 42.5, 59.1],
      "README of jtheiner/semantic_geo_partitioning",
    ),
    confirmed("TransLocator", [8.4, 18.6, 27, 41.1, 60.4]),
    confirmed("GeoDecoder", [10.3, 24.4, 33.9, 50, 68.7]),
    confirmed("GeoCLIP (run by G3 authors)", [9.6, 19.3, 32.6, 55, 74.7]),
    confirmed("PIGEOTTO", [10.4, 23.7, 40.6, 62.2, 77.7]),
    unconfirmed("PLONK", [null, 33.5, 45.3, 61.1, 77.7]),
    surveyed("Img2Loc GPT-4V", [14.1, 29.6, 41.4, 59.3, 76.9]),
    surveyed("G3 GPT-4V", [24, 35.9, 47, 64.3, 78.2]),
    confirmed("GeoToken (no MLLM)", [24.3, 35.3, 46.6, 64.2, 78.6]),
    confirmed("GeoToken + Gemini-2.0-Flash", [25.4, 38.5, 51.4, 68, 81]),
    surveyed("HierLoc", [8.4, 30.2, 43.3, 61.7, 75.8]),
    confirmed("GeoSURGE", [19.9, 33.6, 48.7, 67.4, 82]),
    surveyed("GeoRanker", [32.9, 43.5, 54.3, 69.8, 82.5]),
    surveyed("Geo-ADAPT", [32.5, 39.1, 55.4, 70.8, 84.5]),
    surveyed("Pinpoint", [33, 44.4, 57.5, 71.8, 84.5]),
    surveyed("GeoRouter", [33, 46, 57.5, 72, 83]),
    surveyed("GeoSearch+G3", [17.5, 35.2, 48.2, 63.5, 79.9]),
    surveyed("TransGeoCLIP 2026", [31.2, 41.1, 51.8, 67.8, 81], PREPRINTS),
    surveyed("DualGeo 2026", [27.5, 36.5, 45, 61.6, 75.9], PREPRINTS),
    surveyed("GeoMR 2026", [26.3, 37.6, 49.3, 66.3, 81.4], PREPRINTS),
    surveyed("Geo-R 2026", [10.5, 22.7, 40, 60.8, 75.8], PREPRINTS),
    surveyed("SpotAgent 2026", [7.3, 21.5, 36.2, 55, 70.8], PREPRINTS),
    surveyed("GeoBayes 2026 (training-free)", [4.9, 16.1, 30.9, 55.8, 75.4], PREPRINTS),
    abstracted(
      "REVERSE 2026 (Qwen3-VL-4B with web search)",
      [null, 27.5, null, null, null],
      "abstract of arXiv 2605.26861",
    ),
  ],
};
