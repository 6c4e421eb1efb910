import { type DatasetFacts, datasetOf } from "../reading/datasets.ts";

/** Where a published row comes from. */
export type PublishedSource =
  /** Read in the named authors' own code, README or paper. */
  | "confirmed"
  /** Recomputed from the authors' per-photo results. */
  | "recomputed"
  /** Copied from a third party's list of paper numbers (Awesome-Worldwide-Image-Geolocalization). */
  | "survey"
  /** Widely quoted; we have not found the primary source. */
  | "unconfirmed";

/** A row of another system, as its authors report it: never measured by this code. */
export interface PublishedRow {
  readonly dataset: "im2gps" | "im2gps3k" | "yfcc4k" | "yfcc26k";
  readonly method: string;
  /** Percent of photos within 1, 25, 200, 750 and 2500 km; null where not reported. */
  readonly percent: readonly (number | null)[];
  readonly source: PublishedSource;
}

/** What the sources are, for captions. */
export const SOURCE_NAMES: Readonly<Record<PublishedSource, string>> = {
  confirmed: "published; read in the authors' code, README or paper",
  recomputed: "published; recomputed from the authors' per-photo results",
  survey: "published; as listed by Awesome-Worldwide-Image-Geolocalization",
  unconfirmed: "quoted; primary source not found",
};

// Training data, language models and crops differ between rows: compare with care. Methods that look photos up in
// MP-16 gain on YFCC4k and YFCC26k from photographers that both share (docs/evaluation.md, leakage).
const ROWS: readonly (readonly [
  PublishedRow["dataset"],
  string,
  PublishedRow["percent"],
  PublishedSource,
])[] = [
  ["im2gps3k", "kNN, sigma = 4 (Vo 2017)", [7.2, 19.4, 26.9, 38.9, 55.9], "confirmed"],
  ["im2gps3k", "PlaNet (repro. by CPlaNet)", [8.5, 24.8, 34.3, 48.4, 64.6], "confirmed"],
  ["im2gps3k", "CPlaNet 2018", [10.2, 26.5, 34.6, 48.6, 64.6], "confirmed"],
  ["im2gps3k", "ISN base(M,f*) ResNet101", [9.7, 27, 35.6, 49.2, 66], "recomputed"],
  ["im2gps3k", "ISN(M,f*,S3)", [10.5, 28, 36.6, 49.7, 66], "recomputed"],
  ["im2gps3k", "ISN base(M,f*) PyTorch R50", [10.1, 28, 36.9, 51.1, 67], "confirmed"],
  ["im2gps3k", "s2(M,f*) EffNet-B4", [11.7, 31.5, 41.9, 56.1, 70.6], "confirmed"],
  ["im2gps3k", "SemP({100,125,250},f)", [12.5, 31.4, 42.7, 57.3, 72], "confirmed"],
  ["im2gps3k", "SwC (EffNet search-within-cell) 2021", [15, 30, 38, 52.3, 67.6], "survey"],
  ["im2gps3k", "TransLocator 2022", [11.8, 31.1, 46.7, 58.9, 80.1], "confirmed"],
  ["im2gps3k", "GeoDecoder 2023", [12.8, 33.5, 45.9, 61, 76.1], "confirmed"],
  ["im2gps3k", "StreetCLIP 2023", [null, 22.4, 37.4, 61.3, 80.4], "survey"],
  ["im2gps3k", "GeoCLIP 2023 (paper, ten-crop)", [14.11, 34.47, 50.65, 69.67, 83.82], "survey"],
  [
    "im2gps3k",
    "GeoCLIP public weights, 1 centre crop",
    [13.1, 32.2, 48.1, 66.6, 82.3],
    "confirmed",
  ],
  ["im2gps3k", "PIGEOTTO 2024", [11.3, 36.7, 53.8, 72.4, 85.3], "confirmed"],
  ["im2gps3k", "GeoReasoner 2024 (city -> geocoded)", [9.9, 33.8, 46.1, 65.3, 80.3], "confirmed"],
  ["im2gps3k", "Img2Loc (GPT-4V) 2024", [17.1, 45.1, 57.9, 72.9, 84.7], "survey"],
  ["im2gps3k", "Img2Loc with Gemini-2.0-Flash", [16.4, 42.5, 55.6, 72.2, 85.3], "confirmed"],
  ["im2gps3k", "G3 (GPT-4V) 2024", [16.65, 40.94, 55.56, 71.24, 84.68], "survey"],
  ["im2gps3k", "G3 with Gemini-2.0-Flash", [17.2, 44.4, 59.1, 74.6, 86.8], "confirmed"],
  ["im2gps3k", "GaGA 2024", [11.7, 33, 48, 67.1, 82.1], "survey"],
  ["im2gps3k", "GeoLocSFT 2025", [8.8, 32.7, 47.2, 65.8, 82.3], "survey"],
  ["im2gps3k", "NAVIG 2025", [5.5, 28.9, 49.1, 68.3, 84], "survey"],
  ["im2gps3k", "Concept-Aware 2025", [13.2, 34, 49.8, 68.2, 83.5], "survey"],
  ["im2gps3k", "GRE (Qwen2.5-VL-7B, 5% MP16) 2025", [11.3, 35.3, 51.7, 69.3, 85.7], "confirmed"],
  ["im2gps3k", "Qwen2.5-VL-7B zero-shot", [3.2, 16.6, 28, 42.1, 53], "confirmed"],
  ["im2gps3k", "LocDiff 2025", [10.9, 34, 53.3, 72.5, 85.2], "survey"],
  ["im2gps3k", "LocDiff-H 2025", [15.3, 36.5, 56.4, 75.2, 87.4], "survey"],
  ["im2gps3k", "GLOBE 2025", [9.8, 40.2, 56.2, 71.5, 82.4], "survey"],
  ["im2gps3k", "GAEA 2025", [null, 36.9, 56, 73.2, 86.7], "survey"],
  ["im2gps3k", "GeoToken (no MLLM) 2025", [16.8, 39.6, 53.8, 70.8, 85], "confirmed"],
  ["im2gps3k", "GeoToken + Gemini-2.0-Flash", [19, 46, 60.1, 76.6, 88.8], "confirmed"],
  ["im2gps3k", "VLM-VPR 2025", [18.9, 46.1, 59.8, 73.7, 86], "survey"],
  ["im2gps3k", "GeoRanker (Qwen2-VL-7B LoRA) 2025", [18.8, 45.1, 61.5, 76.3, 89.3], "survey"],
  ["im2gps3k", "DualGeo 2026", [17.3, 41.5, 55.8, 71.7, 85.1], "survey"],
  ["im2gps3k", "TransGeoCLIP 2026", [17.7, 42.2, 56.8, 71.7, 86.1], "survey"],
  ["im2gps3k", "GeoMR 2026", [17, 41.7, 57.5, 73.7, 85.7], "survey"],
  ["im2gps3k", "SpotAgent 2026", [14.1, 40.4, 57.8, 73.4, 85.8], "survey"],
  ["im2gps3k", "HierLoc 2026 (hyperbolic entities)", [11.3, 43.8, 58.4, 74.1, 85.1], "survey"],
  ["im2gps3k", "Geo-R 2026", [18.1, 41.5, 58.3, 75.3, 86.4], "survey"],
  ["im2gps3k", "GeoBayes 2026 (training-free)", [6.3, 34.7, 53.6, 73.7, 85.9], "survey"],
  ["im2gps3k", "GeoSURGE CVPR'26 (no LLM)", [17.2, 42.5, 58.1, 74.6, 87.6], "confirmed"],
  ["im2gps3k", "GeoAgent CVPR'26", [null, 40.8, 58.6, 76.2, 89.9], "survey"],
  ["im2gps3k", "Geo-ADAPT 2026", [17.9, 45.3, 62.6, 77.9, 89.5], "survey"],
  [
    "im2gps3k",
    "Pinpoint 2026 (retrieval + rerank, no LLM)",
    [20.5, 47.4, 63.5, 79, 90.2],
    "survey",
  ],
  [
    "im2gps3k",
    "GeoRouter 2026 (routes LVLM vs retrieval)",
    [20.8, 50.5, 65.7, 80.4, 90.7],
    "survey",
  ],
  [
    "im2gps3k",
    "GeoSearch+G3 2026 (web reverse-image search)",
    [23.5, 54.9, 66.9, 79.6, 89.4],
    "survey",
  ],
  ["im2gps3k", "GeoSearch+GeoRanker 2026", [23.6, 55.1, 67.1, 79.8, 89.6], "survey"],
  [
    "im2gps3k",
    "NeuroGuessr-2 (Street-View-trained) 2026",
    [null, 9.6, null, null, null],
    "confirmed",
  ],
  ["im2gps", "kNN, sigma = 4", [14.4, 33.3, 47.7, 61.6, 73.4], "unconfirmed"],
  ["im2gps", "PlaNet", [8.4, 24.5, 37.6, 53.6, 71.3], "unconfirmed"],
  ["im2gps", "CPlaNet", [16.5, 37.1, 46.4, 62, 78.5], "unconfirmed"],
  ["im2gps", "ISN base(M,f*)", [15.2, 40.9, 51.5, 65.4, 78.5], "recomputed"],
  ["im2gps", "ISN(M,f*,S3)", [16.9, 43, 51.9, 66.7, 80.2], "recomputed"],
  ["im2gps", "SemP({100,125,250},f)", [16.9, 45.6, 57.4, 72.6, 85.7], "confirmed"],
  ["im2gps", "s2(M,f*) EffNet-B4", [15.6, 41.8, 54.9, 71.3, 81.4], "confirmed"],
  ["im2gps", "TransLocator", [19.9, 48.1, 64.6, 75.6, 86.7], "unconfirmed"],
  ["im2gps", "GeoDecoder", [22.1, 50.2, 69, 80, 89.1], "unconfirmed"],
  ["im2gps", "StreetCLIP", [null, 28.3, 45.1, 74.7, 88.2], "unconfirmed"],
  ["im2gps", "PIGEOTTO", [14.8, 40.9, 63.3, 82.3, 91.1], "unconfirmed"],
  ["yfcc4k", "kNN", [2.3, 5.7, 11, 23.5, 42], "confirmed"],
  ["yfcc4k", "PlaNet", [5.6, 14.3, 22.2, 36.4, 55.8], "confirmed"],
  ["yfcc4k", "CPlaNet", [7.9, 14.8, 21.9, 36.4, 55.5], "confirmed"],
  ["yfcc4k", "SwC", [7.9, 14.3, 21.9, 37.4, 56.5], "survey"],
  ["yfcc4k", "ISN", [6.5, 16.2, 23.8, 37.4, 55], "confirmed"],
  ["yfcc4k", "SemP({100,125,250},f)", [9.4, 20.3, 30.5, 44.8, 61.3], "confirmed"],
  ["yfcc4k", "s2(M,f*) EffNet-B4", [7.5, 19.7, 28.5, 42.5, 59.1], "confirmed"],
  ["yfcc4k", "TransLocator", [8.4, 18.6, 27, 41.1, 60.4], "confirmed"],
  ["yfcc4k", "GeoDecoder", [10.3, 24.4, 33.9, 50, 68.7], "confirmed"],
  ["yfcc4k", "GeoCLIP (run by G3 authors)", [9.6, 19.3, 32.6, 55, 74.7], "confirmed"],
  ["yfcc4k", "PIGEOTTO", [10.4, 23.7, 40.6, 62.2, 77.7], "confirmed"],
  ["yfcc4k", "PLONK", [null, 33.5, 45.3, 61.1, 77.7], "unconfirmed"],
  ["yfcc4k", "Img2Loc GPT-4V", [14.1, 29.6, 41.4, 59.3, 76.9], "survey"],
  ["yfcc4k", "G3 GPT-4V", [24, 35.9, 47, 64.3, 78.2], "survey"],
  ["yfcc4k", "GeoToken (no MLLM)", [24.3, 35.3, 46.6, 64.2, 78.6], "confirmed"],
  ["yfcc4k", "GeoToken + Gemini-2.0-Flash", [25.4, 38.5, 51.4, 68, 81], "confirmed"],
  ["yfcc4k", "HierLoc", [8.4, 30.2, 43.3, 61.7, 75.8], "survey"],
  ["yfcc4k", "GeoSURGE", [19.9, 33.6, 48.7, 67.4, 82], "confirmed"],
  ["yfcc4k", "GeoRanker", [32.9, 43.5, 54.3, 69.8, 82.5], "survey"],
  ["yfcc4k", "Geo-ADAPT", [32.5, 39.1, 55.4, 70.8, 84.5], "survey"],
  ["yfcc4k", "Pinpoint", [33, 44.4, 57.5, 71.8, 84.5], "survey"],
  ["yfcc4k", "GeoRouter", [33, 46, 57.5, 72, 83], "survey"],
  ["yfcc4k", "GeoSearch+G3", [17.5, 35.2, 48.2, 63.5, 79.9], "survey"],
  ["yfcc26k", "PlaNet", [4.4, 11, 16.9, 28.5, 47.7], "unconfirmed"],
  ["yfcc26k", "ISN", [5.3, 12.3, 19, 31.9, 50.7], "unconfirmed"],
  ["yfcc26k", "TransLocator", [7.2, 17.8, 28, 41.3, 60.6], "unconfirmed"],
  ["yfcc26k", "GeoDecoder", [10.1, 23.9, 34.1, 49.6, 69], "unconfirmed"],
  ["yfcc26k", "GeoCLIP", [11.61, 22.19, 36.69, 57.47, 76.02], "unconfirmed"],
  ["yfcc26k", "PIGEOTTO", [10.5, 25.8, 42.7, 63.2, 79], "unconfirmed"],
  ["yfcc26k", "GeoSURGE", [17.8, null, null, null, null], "confirmed"],
];

export const PUBLISHED: readonly PublishedRow[] = ROWS.map(
  ([dataset, method, percent, source]) => ({ dataset, method, percent, source }),
);

/** The published rows of a set; none for a table that is not just the public one, whatever it is called. */
export function publishedFor({
  name,
  fingerprint,
}: Pick<DatasetFacts, "name" | "fingerprint">): readonly PublishedRow[] {
  // Browsers have no digests on plain http beyond this machine: then the name alone tells.
  const set = fingerprint === "" ? name : datasetOf(fingerprint)?.name;
  return PUBLISHED.filter(({ dataset }) => dataset === set);
}
