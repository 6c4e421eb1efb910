import type { Truth } from "./truth.ts";

/** A public test set: what its table of truth looks like and where things are found. */
export interface Dataset {
  readonly name: "im2gps" | "im2gps3k" | "yfcc4k" | "yfcc26k";
  readonly title: string;
  readonly photos: number;
  /** Columns of the table of truth, which other sets may have under other names (core/eval/reading/truth.ts). */
  readonly columns: string;
  /** Where the table of truth can be had, as its repository names it. */
  readonly truthUrl: string;
  /** Where the photos are, as named in public; they are fetched by hand, since hosts ask for a click. */
  readonly photosAt: string;
  /** `fingerprintOf` its rows. */
  readonly fingerprint: string;
  /** The same with latitude and longitude exchanged: the known fault of copies. */
  readonly swappedFingerprint: string;
  readonly notes: string;
}

const TRANSLOCATOR =
  "https://raw.githubusercontent.com/ShramanPramanick/Transformer_Based_Geo-localization/HEAD/resources";
const TRANSGEOCLIP =
  "https://raw.githubusercontent.com/CJ310177/TransGeoCLIP/ff7613876e737321f61032c79584695d978ad6c9/data";

export const DATASETS: readonly Dataset[] = [
  {
    name: "im2gps",
    title: "Im2GPS",
    photos: 237,
    columns: "IMG_ID, LAT, LON, S3_Label",
    truthUrl: `${TRANSLOCATOR}/im2gps_places365.csv`,
    photosAt: "http://graphics.cs.cmu.edu/projects/im2gps/gps_query_imgs.zip (38.7 MB)",
    fingerprint: "bb305fe4749a2e91ff3643a05e7d4a8296d576a743373a9fb23eb826a384e022",
    swappedFingerprint: "6387222c67218b89e0ef8dbfa2c4382300fe3d5e62f89c2ec49d7809377509ce",
    notes:
      "File names carry the name of a place in front of the Flickr id; both forms are matched.",
  },
  {
    name: "im2gps3k",
    title: "Im2GPS3k",
    photos: 2997,
    columns: "IMG_ID, LAT, LON, S3_Label",
    truthUrl: `${TRANSLOCATOR}/im2gps3k_places365.csv`,
    photosAt: "http://www.mediafire.com/file/7ht7sn78q27o9we/im2gps3ktest.zip (477 MB)",
    fingerprint: "22b717531e1ed843ebec359125629c7f6e5f0ed8278c2172c2860ec4a905a55b",
    swappedFingerprint: "a58293cb91e33fe62edd97c672af57102f876da0b88c0eed027155a75a2249f6",
    notes: "3,000 photos, 3 of them without truth; 198 photographers, 1,941 distinct places.",
  },
  {
    name: "yfcc4k",
    title: "YFCC4k",
    photos: 4536,
    columns: "IMG_ID, LAT, LON",
    truthUrl: `${TRANSGEOCLIP}/yfcc4k.csv`,
    photosAt: "http://www.mediafire.com/file/3og8y3o6c9de3ye/yfcc4k.zip",
    fingerprint: "51c36b057a9e5c6fd747d3d0bfd8ea70f06e777eadc6c38fd7acd1eee83af6be",
    swappedFingerprint: "397ad0b92afb4d1e6ed1fb7ebd847a6f610cadd1b6942253e8dcb17ec43b14c9",
    notes: "Shares photographers and spots with MP-16, on which many systems are trained.",
  },
  {
    name: "yfcc26k",
    title: "YFCC26k",
    photos: 25600,
    columns: "IMG_ID, LAT, LON, S3_Label",
    truthUrl: `${TRANSGEOCLIP}/yfcc25600_places365.csv`,
    photosAt: "from Flickr, by the photo ids in IMG_ID; the list of addresses was withdrawn",
    fingerprint: "76de6c151b47f128a260882001dc45776eee87b724642ade1bbf3f69fca24328",
    swappedFingerprint: "028d8179d521f2ed3993aaf19caeb08fea741bca4a889ce5f0c112a2f10606b8",
    notes: "Shares photographers and spots with MP-16, on which many systems are trained.",
  },
];

export function findDataset(name: string): Dataset | null {
  return DATASETS.find((dataset) => dataset.name === name) ?? null;
}

/** The public set with this fingerprint, if it is one. */
export function datasetOf(fingerprint: string): Dataset | null {
  return DATASETS.find((dataset) => dataset.fingerprint === fingerprint) ?? null;
}

/**
 * What is wrong with a table that should be a public set's; null when it is just that. Other numbers of rows are told
 * apart from other positions and from exchanged ones.
 */
export function faultOf(dataset: Dataset, fingerprint: string, rows: number): string | null {
  if (fingerprint === dataset.fingerprint) return null;
  if (fingerprint === dataset.swappedFingerprint) {
    return `its latitudes and longitudes are exchanged (a public copy from 2018, commit 3487c53, has this fault); exchange the two column names`;
  }
  if (rows !== dataset.photos) {
    return `it has ${rows} rows, ${dataset.title} has ${dataset.photos}; figures will not compare with published ones`;
  }
  return `its ids or positions differ from ${dataset.title}'s (fingerprint ${fingerprint.slice(0, 12)}, expected ${dataset.fingerprint.slice(0, 12)}); figures will not compare with published ones`;
}

/** What reports say of a set. */
export interface DatasetFacts {
  readonly name: string;
  readonly photos: number;
  readonly withPosition: number;
  readonly countryOnly: number;
  /** SHA-256 over the sorted ids, positions and countries: the same set whatever the file looks like. */
  readonly fingerprint: string;
}

/** Describes the rows of a set. `fingerprint`: `fingerprintOf` them, empty where that cannot be told. */
export function describeSet(
  name: string,
  rows: readonly Pick<Truth, "at">[],
  fingerprint: string,
): DatasetFacts {
  const placed = rows.filter(({ at }) => at !== null).length;
  return {
    name,
    photos: rows.length,
    withPosition: placed,
    countryOnly: rows.length - placed,
    fingerprint,
  };
}
