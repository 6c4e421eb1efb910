import { type Benchmark, confirmed, unconfirmed } from "./benchmark.ts";

export const YFCC26K: Benchmark = {
  name: "yfcc26k",
  aliases: ["yfcc25600", "yfcc25600_places365", "yfcc25k"],
  title: "YFCC26k",
  photos: 25600,
  columns: "IMG_ID, LAT, LON, S3_Label",
  protocol:
    "Great-circle error of the one point, share within 1, 25, 200, 750 and 2500 km; all 25,600 photos.",
  licence:
    "Photos: Creative Commons, each its own. Table: distributed with TransLocator and TransGeoCLIP (MIT), made by GeoEstimation (GPLv3).",
  truthUrl:
    "https://raw.githubusercontent.com/CJ310177/TransGeoCLIP/ff7613876e737321f61032c79584695d978ad6c9/data/yfcc25600_places365.csv",
  photosAt: "from Flickr, by the photo ids in IMG_ID; the list of addresses was withdrawn",
  checks: {
    fingerprint: "76de6c151b47f128a260882001dc45776eee87b724642ade1bbf3f69fca24328",
    swapped: "028d8179d521f2ed3993aaf19caeb08fea741bca4a889ce5f0c112a2f10606b8",
    ids: "422678376d8797104782e671831f1b778c75d29d26e1404111b8e2ff608ce6c9",
    distinctPlaces: 24213,
    photographers: null,
    withoutTruth: [],
  },
  knownFaults: [
    "Often handed out under the name of YFCC4k (G3's README links to it so).",
    "Shares photographers and spots with MP-16, on which many systems are trained: methods that look photos up there gain from it (docs/evaluation.md, leakage).",
  ],
  curves: [],
  published: [
    unconfirmed("PlaNet", [4.4, 11, 16.9, 28.5, 47.7]),
    unconfirmed("ISN", [5.3, 12.3, 19, 31.9, 50.7]),
    unconfirmed("TransLocator", [7.2, 17.8, 28, 41.3, 60.6]),
    unconfirmed("GeoDecoder", [10.1, 23.9, 34.1, 49.6, 69]),
    unconfirmed("GeoCLIP", [11.61, 22.19, 36.69, 57.47, 76.02]),
    unconfirmed("PIGEOTTO", [10.5, 25.8, 42.7, 63.2, 79]),
    confirmed("GeoSURGE", [17.8, null, null, null, null]),
  ],
};
