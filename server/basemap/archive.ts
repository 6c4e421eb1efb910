import { open } from "node:fs/promises";
import { PMTiles, type RangeResponse, type Source, TileType } from "pmtiles";
import * as z from "zod";
import { BasemapError, withoutKey } from "./fault.ts";
import { fetchFrom, unreadable } from "./reading.ts";

/** What a PMTiles file says of itself. */
export interface Archive {
  readonly tiles: "vector" | "raster";
  /** Names of the layers of its vector tiles. */
  readonly layers: readonly string[];
  /** Whose work it is, HTML; null where it does not say. */
  readonly attribution: string | null;
  readonly coversWorld: boolean;
}

/** Bytes that can be read in parts. */
interface Reachable {
  readonly source: Source;
  /** Size of the whole, once a part of it has been read. */
  size(): Promise<number | null>;
  close(): Promise<void>;
}

const RASTER_TYPES: readonly TileType[] = [
  TileType.Png,
  TileType.Jpeg,
  TileType.Webp,
  TileType.Avif,
];
/** Narrower maps leave out part of the world. */
const WORLD_DEGREES = 340;
const MetadataSchema = z.object({
  attribution: z.string().optional().catch(undefined),
  vector_layers: z
    .array(z.object({ id: z.string() }))
    .catch([])
    .default([]),
});

/**
 * Reads a PMTiles file's header, directory, description and one tile, a file here or an http(s) address.
 * Throws BasemapError when it cannot be read, is cut short or is no such file.
 */
export async function readArchive(at: string): Promise<Archive> {
  const isRemote = /^https?:/.test(at);
  const name = isRemote ? withoutKey(at) : at;
  const reachable = isRemote ? remote(at) : await local(at);
  try {
    return await describe(reachable, name);
  } catch (cause) {
    if (cause instanceof BasemapError) throw cause;
    throw new BasemapError(`${name} is no PMTiles file, or a damaged one.`, { cause });
  } finally {
    await reachable.close();
  }
}

async function describe({ source, size }: Reachable, name: string): Promise<Archive> {
  const archive = new PMTiles(source);
  const header = await archive.getHeader();
  const whole = await size();
  const end = (header.tileDataOffset ?? 0) + (header.tileDataLength ?? 0);
  if (whole !== null && whole < end) {
    throw new BasemapError(`${name} is cut short: it has ${whole} bytes of ${end}.`);
  }
  const { tileType, minZoom, minLon, maxLon } = header;
  const isRaster = RASTER_TYPES.includes(tileType);
  if (!isRaster && tileType !== TileType.Mvt) {
    throw new BasemapError(
      `${name} holds tiles of a kind that the map cannot show, expected MVT, PNG, JPEG, WebP or AVIF.`,
    );
  }
  const { attribution, vector_layers } = MetadataSchema.parse(await archive.getMetadata());
  await archive.getZxy(minZoom, 0, 0);
  return {
    tiles: isRaster ? "raster" : "vector",
    layers: isRaster ? [] : vector_layers.map(({ id }) => id),
    attribution: attribution || null,
    coversWorld: minZoom <= 1 && maxLon - minLon > WORLD_DEGREES,
  };
}

async function local(file: string): Promise<Reachable> {
  const handle = await open(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  return {
    source: {
      getKey: () => file,
      async getBytes(offset, length): Promise<RangeResponse> {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await handle.read(bytes, 0, length, offset);
        return { data: bytes.buffer.slice(0, bytesRead) };
      },
    },
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}

function remote(url: string): Reachable {
  let whole: number | null = null;
  return {
    source: {
      getKey: () => url,
      async getBytes(offset, length): Promise<RangeResponse> {
        const range = `bytes=${offset}-${offset + length - 1}`;
        const answer = await fetchFrom(url, { headers: { Range: range } });
        if (answer.status !== 206) {
          await answer.body?.cancel();
          throw new BasemapError(
            `The server of ${withoutKey(url)} does not answer ranges (status ${answer.status}, expected 206).`,
          );
        }
        const total = Number(answer.headers.get("content-range")?.split("/")[1]);
        if (Number.isSafeInteger(total)) whole = total;
        return { data: await answer.arrayBuffer() };
      },
    },
    size: async () => whole,
    close: async () => {},
  };
}
