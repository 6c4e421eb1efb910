import {
  type Benchmark,
  confirmed,
  recomputed,
  recomputedCurve,
  unconfirmed,
} from "./benchmark.ts";

export const IM2GPS: Benchmark = {
  name: "im2gps",
  aliases: ["im2gps_places365"],
  title: "Im2GPS",
  photos: 237,
  columns: "IMG_ID, LAT, LON, S3_Label",
  protocol:
    "Great-circle error of the one point, share within 1, 25, 200, 750 and 2500 km; all 237 photos.",
  licence:
    "Photos: of their Flickr owners. Table: distributed with TransLocator (MIT), made by GeoEstimation (GPLv3).",
  truthUrl:
    "https://raw.githubusercontent.com/ShramanPramanick/Transformer_Based_Geo-localization/HEAD/resources/im2gps_places365.csv",
  photosAt: "http://graphics.cs.cmu.edu/projects/im2gps/gps_query_imgs.zip (38.7 MB)",
  checks: {
    fingerprint: "bb305fe4749a2e91ff3643a05e7d4a8296d576a743373a9fb23eb826a384e022",
    swapped: "6387222c67218b89e0ef8dbfa2c4382300fe3d5e62f89c2ec49d7809377509ce",
    ids: "4e9e15d2afe4a8790656f8d7794b57c2a12d0fad744f5328eed63aff2fab5f89",
    distinctPlaces: 236,
    photographers: 231,
    withoutTruth: [],
  },
  knownFaults: [
    "File names of the photos carry the name of a place in front of the Flickr id; both forms are matched.",
  ],
  curves: [
    recomputedCurve(
      "ISN(M,f*,S3), points",
      [21.5, 35.9, 41.8, 46.4, 50.6, 62.4, 76.8, 89.9],
      "per-photo results of TIBHannover/GeoEstimation, each point as a growing disc",
    ),
  ],
  published: [
    unconfirmed("kNN, sigma = 4", [14.4, 33.3, 47.7, 61.6, 73.4]),
    unconfirmed("PlaNet", [8.4, 24.5, 37.6, 53.6, 71.3]),
    unconfirmed("CPlaNet", [16.5, 37.1, 46.4, 62, 78.5]),
    recomputed(
      "ISN base(M,f*)",
      [15.2, 40.9, 51.5, 65.4, 78.5],
      "per-photo results of TIBHannover/GeoEstimation",
    ),
    recomputed(
      "ISN(M,f*,S3)",
      [16.9, 43, 51.9, 66.7, 80.2],
      "per-photo results of TIBHannover/GeoEstimation",
    ),
    confirmed(
      "SemP({100,125,250},f)",
      [16.9, 45.6, 57.4, 72.6, 85.7],
      "README of jtheiner/semantic_geo_partitioning",
    ),
    confirmed(
      "s2(M,f*) EffNet-B4",
      [15.6, 41.8, 54.9, 71.3, 81.4],
      "README of jtheiner/semantic_geo_partitioning",
    ),
    unconfirmed("TransLocator", [19.9, 48.1, 64.6, 75.6, 86.7]),
    unconfirmed("GeoDecoder", [22.1, 50.2, 69, 80, 89.1]),
    unconfirmed("StreetCLIP", [null, 28.3, 45.1, 74.7, 88.2]),
    unconfirmed("PIGEOTTO", [14.8, 40.9, 63.3, 82.3, 91.1]),
    confirmed(
      "LocationNet RN101",
      [16.8, 39.2, 48.9, 67.9, 82.2],
      "the multimedia-commons tutorial",
    ),
  ],
};
