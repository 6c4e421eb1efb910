import { type Benchmark, confirmed } from "./benchmark.ts";

const TABLE = "tables of the GeoComp paper and a fork of its repository";

/** The three shares that the paper has of places. */
function places(city: number, country: number, continent: number) {
  return { "city %": city, "country %": country, "continent %": continent };
}

export const GEOCOMP: Benchmark = {
  name: "geocomp",
  aliases: ["geocomp500", "tuxun"],
  title: "GeoComp",
  photos: 500,
  columns: "panoID, nation (GB18030), with an expert's reasoning; positions by panorama",
  protocol:
    "500 panoramas of 20 countries: whether city, country and continent are right (exact names), share within 1, 25 and 750 km.",
  licence: "Scripts and tables: MIT. Images: not released.",
  truthUrl: null,
  photosAt:
    "not released; records of the game are at https://huggingface.co/datasets/ShirohAO/tuxun",
  checks: null,
  knownFaults: [
    "The script of scores sorts ascending: what it calls the top 10 % is the lowest.",
    "The second call of GeoCoT pastes the image as text, so it is not seen.",
    "A replication in 2026 got 404 for the test set.",
  ],
  curves: [],
  published: [
    confirmed("GeoCoT", [7.3, null, null, 71.1, null], TABLE, places(11.8, 64, 86.2)),
    confirmed("GPT-4o", [4.5, null, null, null, null], TABLE, places(9.2, 61.5, 80.7)),
    confirmed("GPT-4o CoT", [null, null, null, null, null], TABLE, places(9.4, 62.3, 81.9)),
    confirmed("GeoCLIP", [3.5, null, null, null, null], TABLE, places(1.8, 55, 87.2)),
    confirmed("Llama-3.2-V", [null, null, null, null, null], TABLE, places(8.1, 63, 86.6)),
  ],
};
