import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { printable } from "../../core/contracts/quote.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { ALBUM_ARMS, type ArmFigures, armFigures } from "../../core/eval/albums/figures.ts";
import { type AlbumRow, makeTrips } from "../../core/eval/albums/trips.ts";
import { THRESHOLDS_KM } from "../../core/eval/figures/measures.ts";
import { separatorOf, splitRecord } from "../../core/eval/reading/table.ts";
import { toCsv } from "../../core/formats/csv.ts";
import { toHours } from "../../core/formats/iso-time.ts";
import { scoreAlbums } from "../eval/albums.ts";
import { writeWhole } from "../eval/files.ts";
import { findPhotos } from "../eval/photo-files.ts";
import { openTruth } from "../eval/truth-source.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { type GivenFlags, integerOf, requiredText, textOf } from "./eval-flags.ts";
import { datasetsFolder } from "./eval-sets.ts";
import { openCliLocator } from "./open-locator.ts";
import { createProgress } from "./progress.ts";
import { complain, print, type Terminal, tell } from "./terminal.ts";
import { usage } from "./usage.ts";

/** `eval trips`: synthetic trips of a set whose places are known, as a table of albums. */
export async function writeTrips(flags: GivenFlags, terminal: Terminal): Promise<ExitCode> {
  const places = await placesOf(flags, terminal);
  const photos = [...places].map(([id, at]) => ({ id, at }));
  const rows = makeTrips(photos, {
    trips: integerOf(flags, "trips", 200, [1, 100_000]),
    seed: integerOf(flags, "seed", 1, [0, 2 ** 32 - 1]),
    areUnrelated: flags.unrelated === true,
  });
  const text = toCsv([
    ["album", "photo", "time"],
    ...rows.map(({ album, photo, hours }) => [album, photo, timeText(hours)]),
  ]);
  const output = textOf(flags, "output");
  if (output === null) await print(terminal, text);
  else await writeWhole(resolve(output), text);
  return EXIT.ok;
}

/** `eval run --albums`: albums answered in several ways, and how good each is. */
export async function runAlbums(flags: GivenFlags, terminal: Terminal): Promise<ExitCode> {
  const bundle = textOf(flags, "bundle");
  const env = bundle === null ? terminal.env : { ...terminal.env, GRATICULE_BUNDLE: bundle };
  const config = readConfig(env);
  const seed = integerOf(flags, "seed", 1, [0, 2 ** 32 - 1]);
  const resamples = integerOf(flags, "resamples", 1000, [1, 100_000]);
  const all = await readAlbums(requiredText(flags, "albums"));
  const places = await placesOf(flags, terminal);
  const found = await findPhotos(resolve(requiredText(flags, "images")), [...places.keys()]);
  const paths = new Map(found.photos.map(({ id, path }) => [id, path]));
  const rows = all.filter(({ photo }) => places.has(photo) && paths.has(photo));
  const absent = new Set(all.filter((row) => !rows.includes(row)).map(({ photo }) => photo));
  tell(terminal, [...absent], "Photos of the albums without a place, or not in the folder");
  if (rows.length === 0) throw usage("--albums: none of its photos has a place and is there.");
  const progress = createProgress(terminal, flags.progress !== false);
  const geography = await terminal.geography();
  const locator = await openCliLocator(config, terminal, progress);
  try {
    const scores = await scoreAlbums({
      locator,
      geography,
      rows,
      places,
      read: (id) => readFile(paths.get(id)!),
      seed,
      signal: terminal.signal,
      onProgress: progress.show,
    });
    progress.stop();
    const figures = armFigures(scores, { seed, resamples });
    const { name, version } = locator.model;
    const document = { model: { name, version }, photos: rows.length, seed, resamples, figures };
    const text =
      flags.json === true
        ? `${JSON.stringify(document, null, 2)}\n`
        : `${name} ${version}, ${new Set(rows.map(({ album }) => album)).size} albums, ${rows.length} photos.\n\n${figuresTable(figures)}`;
    await print(terminal, text);
    return EXIT.ok;
  } finally {
    progress.stop();
    await locator.close();
  }
}

async function placesOf(flags: GivenFlags, terminal: Terminal): Promise<Map<string, LngLat>> {
  const truth = await openTruth({
    dataset: textOf(flags, "dataset"),
    truth: textOf(flags, "truth"),
    predictions: null,
    datasetsFolder: datasetsFolder(readConfig(terminal.env)),
  });
  for (const warning of truth.warnings) complain(terminal, warning);
  return new Map(truth.set.rows.flatMap(({ id, at }) => (at ? [[id, at] as const] : [])));
}

async function readAlbums(file: string): Promise<AlbumRow[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw usage(`${printable(file)}: there is no such file, or it cannot be read (--albums).`);
  });
  const [first = "", ...lines] = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const { separator } = separatorOf(first);
  const header = splitRecord(first, separator) ?? [];
  const [albumAt, photoAt, timeAt] = ["album", "photo", "time"].map((name) => header.indexOf(name));
  if (albumAt! < 0 || photoAt! < 0) {
    throw usage(`${printable(file)}: expected the columns album,photo,time in its first line.`);
  }
  return lines.flatMap((line, i): AlbumRow[] => {
    if (line.trim() === "") return [];
    const fields = splitRecord(line, separator) ?? [];
    const time = fields[timeAt!] ?? "";
    const hours = time === "" ? null : toHours(time);
    if (Number.isNaN(hours)) {
      throw usage(`${printable(file)}: line ${i + 2} has no ISO 8601 time: ${printable(time)}.`);
    }
    return [{ album: fields[albumAt!] ?? "", photo: fields[photoAt!] ?? "", hours }];
  });
}

function timeText(hours: number | null): string {
  return hours === null ? "" : new Date(hours * 3_600_000).toISOString();
}

function figuresTable(figures: readonly ArmFigures[]): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const head = `| | photos | GeoScore | 95 % | median km | ${THRESHOLDS_KM.map((km) => `${km} km`).join(" | ")} | in the 90 % region |`;
  const rule = `| --- |${" ---: |".repeat(5 + THRESHOLDS_KM.length)}`;
  const rows = figures.map(({ arm, photos, geoScore, interval, medianKm, within, held }) =>
    [
      `| ${ALBUM_ARMS[arm]}`,
      photos,
      geoScore.toFixed(0),
      `${interval[0].toFixed(0)} - ${interval[1].toFixed(0)}`,
      medianKm.toFixed(0),
      ...within.map(percent),
      `${held === null ? "" : percent(held)} |`,
    ].join(" | "),
  );
  return `${[head, rule, ...rows].join("\n")}\n`;
}
