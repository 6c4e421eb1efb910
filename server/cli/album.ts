import type { AlbumOrder } from "../../core/album/photo.ts";
import { SEQUENCE_MODELS } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { geometryIn, type PrintedFormat } from "../../core/contracts/formats.ts";
import { readOptions } from "../../core/contracts/parameters.ts";
import { printable } from "../../core/contracts/quote.ts";
import { clockInWords } from "../../core/formats/clock.ts";
import { photosToGpx, type TrackPhoto } from "../../core/formats/gpx.ts";
import type { PhotosPath } from "../../core/formats/photos-path.ts";
import { type LocatedAlbum, locateAlbum } from "../album/album.ts";
import { readTrack } from "../album/track-file.ts";
import { APART, DISAGREE, PASSED_OVER } from "../album/warnings.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import { type AlbumSources, findAlbumFiles } from "./album-files.ts";
import { type WriteFlags, writeBack, writeTarget } from "./album-write.ts";
import { openCliLocator } from "./open-locator.ts";
import { createPredictionWriter } from "./prediction-writer.ts";
import { createProgress } from "./progress.ts";
import { complain, print, type Terminal, tell } from "./terminal.ts";
import { usage } from "./usage.ts";

export const ALBUM_FORMATS = ["table", "csv", "jsonl", "geojson", "kml", "gpx"] as const;
export const ALBUM_ORDERS = ["time", "name", "none"] as const;

export interface AlbumFlags extends AlbumSources, WriteFlags {
  /** Files of tracks and location histories. */
  readonly track: readonly string[];
  /** Null: by time where any is known, else by name. */
  readonly order: string | null;
  /** Null: as the bundle wants it. */
  readonly sequence: string | null;
  readonly format: string | null;
  readonly prior: string | null;
  readonly topK: string | null;
  readonly regions: string | null;
  readonly maxCells: string | null;
  /** Whether positions in the files count as known. */
  readonly gps: boolean;
  readonly progress: boolean;
}

/** `album`: photos that belong together, solved together, to one answer each. */
export async function album(
  folders: readonly string[],
  flags: AlbumFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const target = writeTarget(flags, terminal.env);
  const format = oneOf("--format", flags.format, ALBUM_FORMATS);
  const shown = format ?? (terminal.stdout.isTTY ? "table" : "jsonl");
  const order = oneOf("--order", flags.order, ALBUM_ORDERS);
  const sequence = oneOf("--sequence", flags.sequence, SEQUENCE_MODELS);
  const options = readOptions(
    [
      ["prior", flags.prior],
      ["top_k", flags.topK],
      ["regions", flags.regions],
      ["max_cells", flags.maxCells ?? "0"],
      ["geometry", shown === "gpx" ? "none" : geometryIn(shown)],
    ].flatMap(([name, text]) => (text ? [{ source: "option" as const, name: name!, text }] : [])),
  );
  const { files, someTime } = await findAlbumFiles(folders, flags, terminal);
  const track = await readTrack(flags.track, (file, message) => {
    return usage(`--track ${printable(file)}: ${message}`);
  });

  const progress = createProgress(terminal, flags.progress);
  const geography = await terminal.geography();
  const locator = await openCliLocator(config, terminal, progress);
  try {
    const solved = await locateAlbum(
      locator,
      geography,
      files,
      {
        ...{ order: orderOf(order, someTime), usesPositions: flags.gps, track, options },
        ...(sequence && { sequence }),
      },
      { signal: terminal.signal, onProgress: progress.show },
    );
    progress.stop();
    await write(solved, shown, terminal);
    const code = report(solved, terminal);
    const failed = target ? await writeBack(solved.outcomes, target, terminal) : 0;
    return failed > 0 ? EXIT.someFailed : code;
  } catch (error) {
    if (!(error instanceof GraticuleError) || error.code !== "cancelled") throw error;
    progress.stop();
    complain(terminal, "Stopped: an album has no answer before all of its photos are seen.");
    return EXIT.someFailed;
  } finally {
    progress.stop();
    await locator.close();
  }
}

function oneOf<T extends string>(flag: string, text: string | null, known: readonly T[]): T | null {
  const found = known.find((name) => name === text);
  if (text === null || found) return found ?? null;
  throw usage(`${flag}: expected one of ${known.join(", ")}, got ${JSON.stringify(text)}.`);
}

function orderOf(order: (typeof ALBUM_ORDERS)[number] | null, someTime: boolean): AlbumOrder {
  if (order === "none") return "none";
  return order === "name" || !someTime ? "given" : "time";
}

async function write(
  { outcomes, sequence, hours }: LocatedAlbum,
  format: (typeof ALBUM_FORMATS)[number],
  terminal: Terminal,
): Promise<void> {
  if (format === "gpx") {
    const photos = sequence.flatMap((i): TrackPhoto[] => {
      const photo = outcomes[i]!;
      return "prediction" in photo ? [{ photo, hours: hours[i]! }] : [];
    });
    return print(terminal, photosToGpx(photos));
  }
  const writer = createPredictionWriter(
    {
      ...{ format: format as PrintedFormat, isSingle: false, cells: false, areas: null },
      path: pathThrough(sequence, outcomes, hours),
      separator: "comma",
      files: outcomes.map(({ file }) => file),
      columns: terminal.stdout.columns ?? 120,
    },
    (text) => print(terminal, text),
  );
  for (const outcome of outcomes) await writer.add(outcome);
  await writer.end();
}

/** The way through the photos that belong together, where their album has them. */
function pathThrough(
  sequence: LocatedAlbum["sequence"],
  outcomes: LocatedAlbum["outcomes"],
  hours: LocatedAlbum["hours"],
): PhotosPath {
  return sequence.flatMap((i) => {
    const photo = outcomes[i]!;
    const album = "prediction" in photo ? photo.prediction.album : undefined;
    if (!album || album.belongs < 0.5) return [];
    const at = hours[i] ?? null;
    const time = at === null ? null : new Date(at * 3_600_000).toISOString();
    return [{ file: photo.file, ...album.path, time }];
  });
}

/** Names what could not be read, and what does not belong. */
function report(
  { outcomes, sequence, belongs, isPassedOver, clocks }: LocatedAlbum,
  terminal: Terminal,
): ExitCode {
  if (isPassedOver) complain(terminal, PASSED_OVER);
  const failed = outcomes.filter((outcome) => "reason" in outcome);
  for (const { file, reason } of failed) complain(terminal, `${printable(file)}: ${reason}`);
  for (const clock of clocks) if (clock.offsetHours !== 0) complain(terminal, clockInWords(clock));
  if (sequence.length > 1 && belongs < 0.5) {
    complain(terminal, DISAGREE);
  } else {
    const apart = outcomes.filter(
      (outcome) => "prediction" in outcome && (outcome.prediction.album?.belongs ?? 1) < 0.5,
    );
    tell(
      terminal,
      apart.map(({ file }) => file),
      APART,
    );
  }
  return failed.length === 0 ? EXIT.ok : EXIT.someFailed;
}
