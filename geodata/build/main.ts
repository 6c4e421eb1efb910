/**
 * Makes everything in geodata/data from npm packages and the raster folder (first argument, or GEODATA_RASTERS).
 * The same inputs give the same bytes.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { encodeLandCells } from "../../core/earth/land-cells.ts";
import { encodeLandMask } from "../../core/earth/land-mask.ts";
import { encodePlaceNames } from "../../core/earth/place-names.ts";
import { encodeSeaDistance } from "../../core/earth/sea-distance.ts";
import { makeBasemap } from "./basemap.ts";
import { listLandCells, makeCellTable, makeLandMask } from "./cell-table.ts";
import { readGazetteer } from "./geonames.ts";
import { labelCities, labelCountries } from "./labels.ts";
import { ATTRIBUTION, describeFiles } from "./manifest.ts";
import { readRasters } from "./rasters.ts";
import { makeRelief } from "./relief.ts";
import { makeSeaDistance } from "./sea-distance.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DATA = join(ROOT, "geodata/data");

const started = performance.now();
const log = (line: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
const save = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(DATA, name), bytes);
  log(`${name}: ${(bytes.length / 1024).toFixed(0)} KiB`);
};

const folder = resolve(
  process.argv[2] ?? process.env.GEODATA_RASTERS ?? join(ROOT, "../shared/geodata"),
);
mkdirSync(DATA, { recursive: true });
log(`rasters from ${folder}`);
const rasters = await readRasters(folder);
const gazetteer = readGazetteer();
const { cells, names } = makeCellTable(listLandCells(folder), rasters, gazetteer, log);
save("land.bin.gz", gzipSync(encodeLandMask(makeLandMask(rasters)), { level: 9 }));
save("sea.bin.gz", gzipSync(encodeSeaDistance(makeSeaDistance()), { level: 9 }));
save("cells.bin.gz", gzipSync(encodeLandCells(cells), { level: 9 }));
save("places.json.gz", gzipSync(encodePlaceNames(names), { level: 9 }));
save(
  "basemap.pmtiles",
  makeBasemap(
    { countries: labelCountries(cells, names), cities: labelCities(gazetteer) },
    ATTRIBUTION,
  ),
);
save("relief.pmtiles", makeRelief(rasters.elevation, rasters.landCover, ATTRIBUTION));
save(
  "manifest.json",
  `${JSON.stringify(
    describeFiles((name) => readFileSync(join(DATA, name))),
    null,
    2,
  )}\n`,
);
