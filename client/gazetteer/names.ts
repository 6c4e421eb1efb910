import { signal } from "@preact/signals";
import type { PlaceNames } from "../../core/earth/place-names.ts";

// The names come with the page as a file of their own, fetched when somebody looks for a place.
const NAMES = new URL("../../geodata/data/places.json.gz", import.meta.url);

/** First bytes of a gzip file. */
const GZIP = [0x1f, 0x8b];

/** The places that ship, once they have been asked for. */
export const placeNames = signal<PlaceNames | null>(null);

let reading: Promise<PlaceNames> | null = null;

/** Fetches the names at most once; a failure is forgotten, so that the next one to ask tries again. */
export function readPlaceNames(): Promise<PlaceNames> {
  reading ??= load().catch((error: unknown) => {
    reading = null;
    throw error;
  });
  return reading;
}

async function load(): Promise<PlaceNames> {
  const answer = await fetch(NAMES);
  if (!answer.ok) throw new Error(`The names of places could not be loaded: ${answer.status}.`);
  const bytes = await answer.blob();
  // Some servers declare `.gz` as an encoding, and the browser has unpacked it already.
  const head = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const isPacked = GZIP.every((byte, i) => head[i] === byte);
  const stream = bytes.stream();
  const plain = isPacked ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
  const { decodePlaceNames } = await import("../../core/earth/place-names.ts");
  const names = decodePlaceNames(await new Response(plain).text());
  placeNames.value = names;
  return names;
}
