import { toCsv } from "../../core/formats/csv.ts";
import { exportGuesses, exportPhotos } from "../game/export.ts";
import { playerPins } from "../game/player-pins.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import type { Database } from "../store/database.ts";
import { listPacks } from "../store/photos.ts";
import type { DrawnPins } from "../store/pins.ts";
import { openDatabase } from "../store/storage.ts";
import { complain, print, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export interface ExportFlags {
  readonly all?: true;
  readonly photos?: true;
  readonly predictions?: true;
  readonly pack?: string;
}

/**
 * `games export`: one guess a line as JSON; with `photos` one photo a line with its difficulty; with `predictions` a
 * table for `eval score`. Only guesses of players who have agreed, unless `all`.
 */
export async function exportGames(
  flags: ExportFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const { all = false, photos = false, predictions = false, pack = null } = flags;
  if (photos && predictions) {
    throw usage("--photos and --predictions are two exports: ask for one after the other.");
  }
  if (pack !== null && !predictions) throw usage("--pack goes with --predictions.");
  const database = await openDatabase(config);
  try {
    if (predictions) return await exportPredictions(database, all, pack, terminal);
    const rows = photos ? exportPhotos(database, all) : exportGuesses(database, all);
    for await (const row of rows) {
      if (terminal.signal.aborted) return EXIT.someFailed;
      await print(terminal, `${JSON.stringify(row)}\n`);
    }
    return EXIT.ok;
  } finally {
    await database.close();
  }
}

async function exportPredictions(
  database: Database,
  all: boolean,
  pack: string | null,
  terminal: Terminal,
): Promise<ExitCode> {
  if (pack !== null) {
    const names = (await listPacks(database.queries)).map(({ name }) => name);
    if (!names.includes(pack)) {
      const known = names.length === 0 ? "there is none yet" : `there are ${names.join(", ")}`;
      throw usage(`--pack: there is no pack "${pack}"; ${known}.`);
    }
  }
  const found = await playerPins(database, all, pack);
  const rows = found.photos.map((photo) => [
    photo.id,
    photo.lat,
    photo.lng,
    photo.trueLat,
    photo.trueLng,
    photo.pins,
  ]);
  await print(terminal, toCsv([COLUMNS, ...rows]));
  complain(terminal, describe(found));
  return EXIT.ok;
}

/** `eval` reads the first pair as what was predicted and the second as the truth. */
const COLUMNS = ["id", "pred_lat", "pred_lon", "lat", "lon", "pins"];

function describe(found: DrawnPins): string {
  const { photos, pins, players, withoutPin, otherRules, repeated } = found;
  const left = [
    [withoutPin, "rounds without a pin"],
    [otherRules, "guesses of a country or a circle"],
    [repeated, "guesses by players who had seen the photo before"],
  ] as const;
  const words = left.map(([count, what]) => `${count} ${what}`).join(", ");
  return `${photos.length} photos, one pin each, drawn from ${pins} of ${players} players. Left out: ${words}.`;
}
