import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { MOST_ALBUM_PHOTOS } from "../../core/album/album.ts";
import { printable } from "../../core/contracts/quote.ts";
import { decodeText } from "../../core/formats/encoding.ts";
import { type KnownPlace, parseAnchors } from "../album/anchors.ts";
import { type NameIn, namesIn } from "../album/photo-names.ts";
import type { AlbumFile } from "../album/question.ts";
import { isAhead, parseTimes, type Times, timeOf } from "../album/times.ts";
import { AHEAD, ZONELESS } from "../album/warnings.ts";
import { type AlbumInput, withSavedLooks } from "./album-looks.ts";
import { findInputs, type Input } from "./inputs.ts";
import { type Terminal, tell } from "./terminal.ts";
import { usage } from "./usage.ts";

export interface AlbumSources {
  /** A CSV with `file,time`; null: the times of the photos' own files. */
  readonly times: string | null;
  /** A CSV with `file,lat,lng[,km]`; null: none. */
  readonly anchors: string | null;
  readonly recursive: boolean;
}

/** The photos of an album with what is known of them before they are read. */
export interface AlbumFiles {
  readonly files: readonly AlbumFile[];
  /** Whether any of them may have a time. */
  readonly someTime: boolean;
}

/** A table of photos that was given, and what it says of them. */
interface Given<T> {
  readonly table: T;
  readonly names: readonly string[];
  readonly nameOf: NameIn;
  /** What is said of its photos that are not there. */
  readonly absent: string;
}

/**
 * Finds the photos of an album and what tables say of them; names what the tables leave open. Photos in deeper folders count where they
 * are asked for, or where a table names them. Throws "parameter_invalid" for tables that cannot be read and for too many photos, before
 * any of them is read.
 */
export async function findAlbumFiles(
  folders: readonly string[],
  { times: timesFile, anchors: anchorsFile, recursive }: AlbumSources,
  terminal: Terminal,
): Promise<AlbumFiles> {
  const exif = timesFile === null || /^exif$/i.test(timesFile);
  const times = exif ? null : await readTimes(timesFile!);
  const anchors = anchorsFile === null ? null : await readAnchors(anchorsFile);
  const given = [...(times ? [times] : []), ...(anchors ? [anchors] : [])];
  const inputs = await withSavedLooks(await inputsOf(folders, recursive, given, terminal));
  refuseTooMany(inputs);
  for (const table of given) tellAbsent(table, inputs, terminal);
  if (times) tellTimes(times.table, inputs, terminal);
  const ahead: string[] = [];
  const files = inputs.map((input): AlbumFile => {
    const { file } = input;
    const source =
      "fault" in input ? { read: () => Promise.reject(new Error(input.fault)) } : input;
    const place = anchors ? placeIn(anchors, file) : {};
    if (!times) return { ...source, file, hours: "exif", ...place };
    const { hours, isZoneless, camera } = timeOf(times.table, resolve(file));
    const isMistaken = hours !== null && isAhead(hours);
    if (isMistaken) ahead.push(file);
    return {
      ...{ ...source, file, hours: isMistaken ? null : hours, isLocal: isZoneless },
      ...(camera === undefined ? {} : { camera }),
      ...place,
    };
  });
  tell(terminal, ahead, AHEAD);
  return { files, someTime: exif || files.some(({ hours }) => hours !== null) };
}

async function inputsOf(
  folders: readonly string[],
  recursive: boolean,
  given: readonly Given<unknown>[],
  { stdin }: Terminal,
): Promise<readonly Input[]> {
  const { inputs } = await findInputs(folders, recursive, stdin);
  const missing = given.map(({ names, nameOf }) => {
    const found = new Set(inputs.map(({ file }) => nameOf(resolve(file))));
    return new Set(names.filter((name) => !found.has(name)));
  });
  if (recursive || missing.every(({ size }) => size === 0)) return inputs;
  const own = new Set(inputs.map(({ file }) => file));
  const isMissed = (file: string) =>
    given.some(({ nameOf }, i) => missing[i]!.has(nameOf(resolve(file)) ?? ""));
  const deeper = (await findInputs(folders, true, stdin)).inputs;
  return deeper.filter(({ file }) => own.has(file) || isMissed(file));
}

function refuseTooMany(inputs: readonly AlbumInput[]): void {
  if (inputs.length <= MOST_ALBUM_PHOTOS) return;
  throw usage(
    `An album has at most ${MOST_ALBUM_PHOTOS} photos, found ${inputs.length}: part it by days or places.`,
  );
}

/** A known place, nearly certain where the table says no km. */
function placeIn(
  { table, nameOf }: Given<ReadonlyMap<string, KnownPlace>>,
  file: string,
): Pick<AlbumFile, "position" | "around"> {
  const known = table.get(nameOf(resolve(file)) ?? "");
  if (!known) return {};
  const { lat, lng, km } = known;
  return km === null ? { position: { lat, lng } } : { around: { at: [lng, lat], km } };
}

async function readTimes(file: string): Promise<Given<Times>> {
  const table = await readTable(printable(file), file, parseTimes);
  const absent = "Photos of the table that are not there and are left out";
  return { table, names: [...table.hours.keys()], nameOf: table.nameOf, absent };
}

async function readAnchors(file: string): Promise<Given<ReadonlyMap<string, KnownPlace>>> {
  const table = await readTable(`--anchors ${printable(file)}`, file, parseAnchors);
  const absent = "Photos of --anchors that are not there";
  return { table, names: [...table.keys()], nameOf: namesIn(table.keys()), absent };
}

/** Throws "parameter_invalid" that says what is wrong in which line. */
async function readTable<T>(
  what: string,
  file: string,
  parse: (text: string, fault: (message: string) => Error) => T,
): Promise<T> {
  const fault = (message: string) => usage(`${what}: ${message}`);
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw fault(cause.code === "ENOENT" ? "there is no such file." : "it cannot be read.");
  });
  return parse(decodeText(bytes), fault);
}

function tellAbsent(
  { names, nameOf, absent }: Given<unknown>,
  inputs: readonly AlbumInput[],
  terminal: Terminal,
): void {
  const photos = new Map<string, string[]>();
  for (const { file } of inputs) {
    const name = nameOf(resolve(file));
    if (name !== undefined) photos.set(name, [...(photos.get(name) ?? []), file]);
  }
  const missing = names.filter((name) => !photos.has(name));
  tell(terminal, missing, absent);
  const shared = [...photos].filter(([, files]) => files.length > 1).map(([name]) => name);
  tell(terminal, shared, "Names of the table that several photos bear, each of which has its row");
}

/** Says what a table of times leaves open; nothing of it stops an album. */
function tellTimes(times: Times, inputs: readonly AlbumInput[], terminal: Terminal): void {
  const untimed = inputs.filter(({ file }) => timeOf(times, resolve(file)).hours === null);
  tell(
    terminal,
    untimed.map(({ file }) => file),
    "Photos without a time, which may be anywhere among the others",
  );
  const timed = [...times.hours.values()].filter((at) => at !== null).length;
  if (times.zoneless.size > 0 && times.zoneless.size < timed) {
    tell(terminal, [...times.zoneless], ZONELESS);
  }
}
