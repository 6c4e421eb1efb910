import { dirname, join } from "node:path";
import { type StyleSpecification, validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import {
  ARCHIVE_SCHEME,
  changeReferences,
  type ReferenceKind,
  resolveReference,
} from "../../core/contracts/style-references.ts";
import { readArchive } from "./archive.ts";
import { BasemapError } from "./fault.ts";
import { type LocalFiles, localFiles, pathInside } from "./local-files.ts";
import { type Document, fetchJson, readJsonFile } from "./reading.ts";

/** Local files of the map, relative to the style. */
const FILES = "files/";

/** Origins that the page has to reach. */
export interface Reach {
  readonly connect: readonly string[];
  readonly font: readonly string[];
}

/** A style that the page can show: what it names is absolute, or relative to the style's own address. */
export interface ReadStyle {
  readonly style: StyleSpecification;
  readonly reach: Reach;
  /** Null where all of it lies elsewhere. */
  readonly files: LocalFiles | null;
}

/** Reads a style from an http(s) address. Throws BasemapError. */
export async function fetchStyle(url: string): Promise<ReadStyle> {
  const { value, base } = await fetchJson(url);
  const style = changeReferences(checked(value), (reference, kind) =>
    absolute(reference, kind, base),
  );
  return { style, reach: await reachOf(style), files: null };
}

/** Reads a style from a file. What it names by relative paths is served from its folder. Throws BasemapError. */
export async function readStyleFile(file: string): Promise<ReadStyle> {
  const folder = dirname(file);
  const names: { path: string; kind: ReferenceKind }[] = [];
  const change = (reference: string, kind: ReferenceKind) => {
    if (isAddress(reference)) return absolute(reference, kind, reference);
    const path = pathInside(reference);
    names.push({ path, kind });
    return FILES + path.split("/").map(encodedPart).join("/");
  };
  const given = await withTileJson(checked(await readJsonFile(file)), folder);
  const style = changeReferences(given, change);
  const archives = names.filter(({ kind }) => kind === "archive");
  await Promise.all(archives.map(({ path }) => readArchive(join(folder, path))));
  return { style, reach: await reachOf(style), files: localFiles(folder, names) };
}

/** Placeholders such as `{z}` stay. */
function encodedPart(part: string): string {
  return encodeURIComponent(part).replaceAll("%7B", "{").replaceAll("%7D", "}");
}

function isAddress(reference: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(reference);
}

/** Throws BasemapError for what MapLibre would refuse, and for what no browser can load. */
function checked(value: unknown): StyleSpecification {
  if (!isStyle(value)) {
    const faults = validateStyleMin(Object(value));
    const first = faults[0]?.message ?? "it is no object";
    const more = faults.length > 1 ? `, and ${faults.length - 1} more` : "";
    throw new BasemapError(`The style is no MapLibre style of version 8 (${first}${more}).`);
  }
  return value;
}

function isStyle(value: unknown): value is StyleSpecification {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return validateStyleMin(Object(value)).length === 0;
}

function absolute(reference: string, kind: ReferenceKind, base: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(reference)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    throw new BasemapError(
      `The style's ${kind} have an address that begins with ${scheme}:, expected http: or https:.`,
    );
  }
  try {
    return resolveReference(reference, base);
  } catch (cause) {
    throw new BasemapError(
      `The style's ${kind} have an address that is none: ${JSON.stringify(reference.split("?")[0])}.`,
      { cause },
    );
  }
}

/** MapLibre resolves nothing that a TileJSON file names, so what it says stands in the style. */
async function withTileJson(
  style: StyleSpecification,
  folder: string,
): Promise<StyleSpecification> {
  const sources = await Promise.all(
    Object.entries(style.sources).map(async ([id, source]) => {
      if (!("url" in source) || typeof source.url !== "string" || source.type === "image") {
        return [id, source];
      }
      const { url } = source;
      if (isAddress(url)) return [id, source];
      const path = pathInside(url);
      const tileJson = Object(await readJsonFile(join(folder, path)));
      const { tiles, minzoom, maxzoom, attribution, bounds, scheme } = tileJson;
      const beside = (tile: unknown) =>
        isAddress(String(tile)) ? tile : join(dirname(path), String(tile));
      const said = { tiles: [tiles ?? []].flat().map(beside), minzoom, maxzoom };
      const { url: _, ...own } = source;
      return [id, { ...said, attribution, bounds, scheme, ...own }];
    }),
  );
  return checked(JSON.parse(JSON.stringify({ ...style, sources: Object.fromEntries(sources) })));
}

/** The origins of all that a style names, those of its TileJSON documents included. */
async function reachOf(style: StyleSpecification): Promise<Reach> {
  const origins = { connect: new Set<string>(), font: new Set<string>() };
  const tileJsons: string[] = [];
  const note = (url: string, kind: ReferenceKind) => {
    if (!isAddress(url)) return url;
    origins[kind === "font" ? "font" : "connect"].add(new URL(url).origin);
    if (kind === "tilejson") tileJsons.push(url);
    return url;
  };
  changeReferences(style, note);
  const documents = await Promise.all(tileJsons.map(fetchJson));
  for (const document of documents) {
    for (const tile of tilesOf(document)) note(tile, "tiles");
  }
  return { connect: [...origins.connect].sort(), font: [...origins.font].sort() };
}

function tilesOf({ value, base }: Document): string[] {
  const { tiles } = Object(value) as { tiles?: unknown };
  if (!Array.isArray(tiles) || tiles.length === 0) {
    throw new BasemapError("A source of the style is described by a document without tiles.");
  }
  return tiles
    .map(String)
    .map((tile) => (tile.startsWith(ARCHIVE_SCHEME) ? tile.slice(ARCHIVE_SCHEME.length) : tile))
    .map((tile) => absolute(tile, "tiles", base));
}
