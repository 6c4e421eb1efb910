import { cancelled } from "../../core/contracts/errors.ts";
import { createBudget } from "../process/budget.ts";
import { type Decoded, type DecodeJob, decodePacked } from "./decode-job.ts";
import { createDecoderProcesses } from "./decoder-process.ts";
import { DECODING_MB } from "./decoding-cost.ts";

// A photo of a few kilobytes can take a gigabyte to decode, so what is decoded at the same time is bounded by the memory
// that it takes. Photos that take little are decoded here. Those that take much have processes of their own, which give all
// of it back and can be stopped, and they never make the others wait.

/** Where photos are decoded within a memory. */
export interface Decoding {
  /** Bytes that a single photo may take. */
  readonly most: number;
  /**
   * Decodes when there is memory for it. A caller that leaves is let go at once; a heavy photo is given up with it. Throws
   * `cancelled` and what the decoder throws.
   */
  decode(cost: Cost, job: DecodeJob, signal: AbortSignal): Promise<Decoded>;
  /** Ends the processes that wait for a photo. */
  close(): Promise<void>;
}

/** What decoding a photo takes. */
export interface Cost {
  /** Bytes at the peak. */
  readonly decodingBytes: number;
  /** Whether it is decoded apart from those that take little. */
  readonly isHeavy: boolean;
}

const MB = 2 ** 20;
/** What is kept of it for photos that take little. */
const LIGHT_BYTES = 64 * MB;
/** A photo that takes more is heavy; those of a phone take a third of it, but for HEIC. */
const HEAVY_BYTES = 32 * MB;
/** What a process takes before it decodes anything. */
const PROCESS_BYTES = 64 * MB;
/** A photo that takes more leaves so much behind that its process is not kept. */
const LARGE_BYTES = 96 * MB;

/** Bytes that a single photo may take where decoding has so many megabytes. */
export function mostOf(megabytes: number = DECODING_MB): number {
  return megabytes * MB - LIGHT_BYTES - PROCESS_BYTES;
}

/**
 * What decoding takes, and whether that is so much that the photo has to queue with its like: HEVC always, which is decoded
 * in WebAssembly and holds its thread for seconds.
 */
export function costOf(decodingBytes: number, hevc: boolean): Cost {
  return { decodingBytes, isHeavy: hevc || decodingBytes > HEAVY_BYTES };
}

export function createDecoding(megabytes: number = DECODING_MB): Decoding {
  const most = mostOf(megabytes);
  const light = createBudget(LIGHT_BYTES);
  const heavy = createBudget(most + PROCESS_BYTES);
  const processes = createDecoderProcesses();

  async function decodeHere(bytes: number, job: DecodeJob, signal: AbortSignal): Promise<Decoded> {
    const giveBack = await light.take(bytes, signal);
    const working = decodePacked(job).finally(giveBack);
    // Nobody may be left to hear of it.
    working.catch(() => {});
    return untilLeft(working, signal);
  }

  async function decodeApart(bytes: number, job: DecodeJob, signal: AbortSignal): Promise<Decoded> {
    const giveBack = await heavy.take(bytes + PROCESS_BYTES, signal);
    return processes.decode(job, bytes > LARGE_BYTES, signal).finally(giveBack);
  }

  return {
    most,
    decode(cost, job, signal) {
      return (cost.isHeavy ? decodeApart : decodeHere)(cost.decodingBytes, job, signal);
    },
    close: () => processes.close(),
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
