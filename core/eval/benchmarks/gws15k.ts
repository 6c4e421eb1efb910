import { type Benchmark, confirmed, recomputedCurve, surveyed } from "./benchmark.ts";

const GRE = "GRE-Suite paper";

export const GWS15K: Benchmark = {
  name: "gws15k",
  aliases: ["gws"],
  title: "GWS15k",
  photos: 14_955,
  columns: "an id, a latitude and a longitude (never released as one table)",
  protocol:
    "Great-circle error of the one point, share within 1, 25, 200, 750 and 2500 km; Street View images.",
  licence: "Images: Google's; never released. Positions are listed by their authors.",
  truthUrl: null,
  photosAt: "not to be had: panoramas of Google Street View, which may not be handed on",
  checks: null,
  knownFaults: [
    "Of the 14,955 published positions only 8,181 are distinct.",
    "Rebuilt sets (GaGA's) hold other images: their rows do not compare.",
    "PIGEOTTO's share within 2500 km is 85.1 in one public source and 84.7 in another.",
  ],
  curves: [
    recomputedCurve(
      "MP-16 density, no image",
      [0, 0, 0, 0.2, 2, 10.5, 39.7, 54],
      "500,000 positions of MP-16 in squares of 0.25 degrees, no image",
    ),
  ],
  published: [
    confirmed("ISN", [0.05, 0.6, 4.2, 15.5, 38.5], GRE),
    confirmed("TransLocator", [0.5, 1.1, 8, 25.5, 48.3], GRE),
    confirmed("GeoDecoder", [0.7, 1.5, 8.7, 26.9, 50.5], GRE),
    confirmed("GeoCLIP", [0.6, 3.1, 16.9, 45.7, 74.1], GRE),
    surveyed("GAEA", [null, 3.7, 16.7, 43.3, 73.5]),
    confirmed("GRE", [0.9, 4.1, 18.9, 54.8, 78.3], GRE),
    surveyed("GeoSURGE", [1, 4.6, 21.9, 54.7, 80.8]),
    surveyed("PIGEOTTO", [0.7, 9.2, 31.2, 65.7, 85.1]),
    surveyed("VLM-VPR", [0.5, 9.6, 32.3, 65.2, 87.2]),
    surveyed("GaGA (a set of its own, rebuilt)", [0.1, 8.5, 33.9, 60.6, 82.2]),
    surveyed("LocDiff", [2.1, 12.4, 33.7, 67, 85]),
    surveyed("LocDiff-H", [0.9, 7.4, 33.5, 66.2, 85], "survey of 2026, preprints 202608.1749"),
  ],
};
