import { cancelled } from "../../core/contracts/errors.ts";
import { type Budget, createBudget } from "../process/budget.ts";

// A photo of a few kilobytes can take a gigabyte to decode, so what is decoded at the same time is bounded by the memory
// that it takes. Photos that take little have a part of their own: those that take much never make them wait.

/** Where photos are decoded within a memory. */
export interface Decoding {
  /** Bytes that a single photo may take. */
  readonly most: number;
  /**
   * Decodes when there is memory for it. A caller that leaves is let go at once, and the memory comes back when the
   * decoder has let go of it. Throws `cancelled` and what the work throws.
   */
  run<T>(cost: Cost, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** What decoding a photo takes. */
export interface Cost {
  /** Bytes at the peak. */
  readonly decodingBytes: number;
  /** HEVC has one decoder, for which photos wait in line. */
  readonly hevc: boolean;
}

const MB = 2 ** 20;
/** Memory for decoding unless the operator says otherwise, MB: a HEIC of 50 megapixels, and others beside it. */
export const DECODING_MB = 480;
/** What is kept of it for photos that take little. */
const LIGHT_BYTES = 64 * MB;
/** A photo that takes more is heavy; those of a phone take a third of it, but for HEIC. */
const HEAVY_BYTES = 32 * MB;

const known = new Map<number, Decoding>();

/** The one place for decoding within so many bytes: all that share a memory share it. */
export function decodingWithin(bytes: number = DECODING_MB * MB): Decoding {
  const found = known.get(bytes) ?? createDecoding(bytes);
  known.set(bytes, found);
  return found;
}

/** Whether a photo takes so much that it has to queue with its like. */
export function isHeavy({ decodingBytes, hevc }: Cost): boolean {
  return hevc || decodingBytes > HEAVY_BYTES;
}

function createDecoding(bytes: number): Decoding {
  const light = createBudget(LIGHT_BYTES);
  const heavy = createBudget(bytes - LIGHT_BYTES);
  return {
    most: heavy.total,
    async run(cost, signal, work) {
      const budget: Budget = isHeavy(cost) ? heavy : light;
      const giveBack = await budget.take(cost.decodingBytes, signal);
      const working = work().finally(giveBack);
      // Nobody may be left to hear of it.
      working.catch(() => {});
      return untilLeft(working, signal);
    },
  };
}

function untilLeft<T>(working: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(cancelled());
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    working.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
