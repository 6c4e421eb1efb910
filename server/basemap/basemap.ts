import { basename, dirname } from "node:path";
import type { StyleSpecification } from "@maplibre/maplibre-gl-style-spec";
import type { BasemapChoice } from "../../core/contracts/basemap.ts";
import type { Log } from "../process/log.ts";
import { BasemapError } from "./fault.ts";
import type { LocalFiles } from "./local-files.ts";
import type { Reach, ReadStyle } from "./style.ts";

/** The folder of the operator's map as the page sees it, relative to itself. */
export const BASEMAP_PATH = "basemap/";
/** The style in it. */
export const STYLE_NAME = "style.json";
/** Files beside the style. */
const FILES_PATH = `${BASEMAP_PATH}files/`;
/** Milliseconds after which a map that could not be had is tried again. */
const RETRY_MS = 60_000;
const NO_REACH: Reach = { connect: [], font: [] };

/** The map that lies under the answers. */
export interface Basemap {
  /** What the page is told. */
  readonly choice: BasemapChoice;
  /** Hosts that the page may reach for it. */
  readonly reach: Reach;
  /** Served as `basemap/style.json`. */
  readonly style: StyleSpecification | null;
  /** Served under `basemap/files/`. */
  readonly files: LocalFiles | null;
}

/** The map that ships. */
export const OWN_BASEMAP: Basemap = {
  choice: { kind: "own" },
  reach: NO_REACH,
  style: null,
  files: null,
};

const MISSING: Basemap = { ...OWN_BASEMAP, choice: { kind: "missing" } };

/** The map in effect, which changes when one that could not be had can be. */
export interface BasemapHolder {
  current(): Basemap;
  close(): void;
}

/**
 * Reads the map that the operator names. Where it cannot be had, the one that ships takes its place: that is said in the
 * log, and the operator's is tried again every minute.
 *
 * @param named GRATICULE_BASEMAP; null for the map that ships
 */
export async function holdBasemap(named: string | null, log: Log): Promise<BasemapHolder> {
  let current = OWN_BASEMAP;
  let timer: NodeJS.Timeout | undefined;
  let said = "";

  async function read(name: string): Promise<void> {
    try {
      current = await readBasemap(name);
      if (said !== "") log.info({}, "GRATICULE_BASEMAP: the map can be had again.");
    } catch (error) {
      if (!(error instanceof BasemapError)) throw error;
      current = MISSING;
      if (error.message !== said) {
        said = error.message;
        log.warn({}, `GRATICULE_BASEMAP: ${said} The built-in map is shown instead.`);
      }
      timer = setTimeout(() => void read(name), RETRY_MS).unref();
    }
  }

  if (named !== null) await read(named);
  return { current: () => current, close: () => clearTimeout(timer) };
}

/**
 * Reads a style or a PMTiles file, here or elsewhere.
 *
 * @param named an http(s) address or a file; what ends in `.pmtiles` is an archive, all else a style
 * @throws BasemapError when it cannot be had or shown
 */
export async function readBasemap(named: string): Promise<Basemap> {
  const isRemote = isAddress(named);
  const path = isRemote ? new URL(named).pathname : named;
  if (path.toLowerCase().endsWith(".pmtiles")) return fromArchive(named, isRemote);
  // Loaded only now: few services have a style of their own.
  const { fetchStyle, readStyleFile } = await import("./style.ts");
  return fromStyle(await (isRemote ? fetchStyle(named) : readStyleFile(named)));
}

function isAddress(named: string): boolean {
  return /^https?:/i.test(named);
}

function fromStyle({ style, reach, files }: ReadStyle): Basemap {
  const url = BASEMAP_PATH + STYLE_NAME;
  return { choice: { kind: "style", url, hosts: hostsOf(reach) }, reach, style, files };
}

async function fromArchive(named: string, isRemote: boolean): Promise<Basemap> {
  const { readArchive } = await import("./archive.ts");
  const { layers, ...archive } = await readArchive(named);
  const reach = isRemote ? { ...NO_REACH, connect: [new URL(named).origin] } : NO_REACH;
  const name = basename(named);
  const url = isRemote ? named : FILES_PATH + encodeURIComponent(name);
  return {
    choice: { kind: "archive", url, hosts: hostsOf(reach), layers: [...layers], ...archive },
    reach,
    style: null,
    files: isRemote ? null : { folder: dirname(named), has: (path) => path === name },
  };
}

function hostsOf({ connect, font }: Reach): string[] {
  return [...new Set([...connect, ...font])].sort();
}
