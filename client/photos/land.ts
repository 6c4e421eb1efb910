import { decodeLandMask, type LandMask } from "../../core/earth/land-mask.ts";

const MASK = new URL("../../geodata/data/land.bin.gz", import.meta.url);
/** First bytes of a gzip file. */
const GZIP = [0x1f, 0x8b];

/** Which parts of the Earth are land, as it comes with the page; null where it cannot be had. */
export async function readLand(): Promise<LandMask | null> {
  try {
    const answer = await fetch(MASK);
    if (!answer.ok) return null;
    const bytes = await answer.blob();
    // Some servers declare `.gz` as an encoding, and the browser has unpacked it already.
    const head = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
    const isPacked = GZIP.every((byte, i) => head[i] === byte);
    const stream = bytes.stream();
    const plain = isPacked ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
    return decodeLandMask(new Uint8Array(await new Response(plain).arrayBuffer()));
  } catch {
    return null;
  }
}
