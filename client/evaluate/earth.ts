import { createGeography, type Geography } from "../../core/earth/geography.ts";
import { decodeLandCells } from "../../core/earth/land-cells.ts";
import { decodeLandMask } from "../../core/earth/land-mask.ts";
import { decodePlaceNames } from "../../core/earth/place-names.ts";

// The tables come with the page as files of their own: scoring asks no service for anything.
const CELLS = new URL("../../geodata/data/cells.bin.gz", import.meta.url);
const MASK = new URL("../../geodata/data/land.bin.gz", import.meta.url);
const NAMES = new URL("../../geodata/data/places.json.gz", import.meta.url);

/** First bytes of a gzip file. */
const GZIP = [0x1f, 0x8b];

let read: Promise<Geography> | null = null;

/** What is known about the Earth: fetched once, when the first predictions are scored. */
export function readEarth(): Promise<Geography> {
  read ??= load().catch((cause: unknown) => {
    read = null;
    throw new Error(
      "the table of land cells could not be loaded; check the connection to this page's server, then add the files again",
      { cause },
    );
  });
  return read;
}

async function load(): Promise<Geography> {
  const [cells, mask, names] = await Promise.all([CELLS, MASK, NAMES].map(fetchUnpacked));
  return createGeography(
    decodeLandCells(cells!),
    decodePlaceNames(new TextDecoder().decode(names)),
    decodeLandMask(mask!),
    null,
  );
}

async function fetchUnpacked(url: URL): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status}`);
  const bytes = await answer.blob();
  // Some servers declare `.gz` as an encoding, and the browser has unpacked it already.
  const head = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const isPacked = GZIP.every((byte, i) => head[i] === byte);
  const stream = bytes.stream();
  const plain = isPacked ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
