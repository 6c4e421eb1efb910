import { Worker } from "node:worker_threads";
import { cancelled } from "../../core/contracts/errors.ts";
import type { RawPixels } from "./codec.ts";

// Decoding a 12-megapixel HEIC takes about a second of one core, so it runs in a thread of its own,
// and ending that thread is the only way to get WebAssembly's memory back.

export interface HeicRequest {
  readonly bytes: Uint8Array;
  /** Width times height that the header promised. */
  readonly pixelLimit: number;
  /** Sides that the caller needs at least: what is twice as large or more comes smaller than it was. */
  readonly leastWidth: number;
  readonly leastHeight: number;
}

export type HeicReply = RawPixels | { readonly fault: string };

/** Longer than any honest photo of 100 megapixels takes (about 10 s): what exceeds it is an attack or a fault. */
const TIME_LIMIT_MS = 60_000;

/** How long an unused decoder is kept, so that the photos of an album do not each start one. */
const IDLE_MS = 5_000;

/** Photos after which a decoder is replaced: WebAssembly memory only ever grows. */
const PHOTOS_PER_WORKER = 20;
/** A photo of more pixels leaves so much memory behind that the decoder is replaced at once. */
const LARGE_PIXELS = 16e6;

/** The thread that decodes; null while there is none. */
let worker: Worker | null = null;
let decoded = 0;
let idle: NodeJS.Timeout | null = null;
let last: Promise<unknown> = Promise.resolve();

/**
 * Decodes HEIC photos one after another in a thread of its own, started when the first one comes.
 * One thread, because each needs about 6 bytes a pixel; further photos wait. A caller that leaves frees its place: a
 * photo that is being decoded is given up with its thread.
 *
 * Throws Error when the photo is damaged, larger than the limit or takes too long, and `cancelled` once the signal
 * aborts.
 */
export function decodeHeic(request: HeicRequest, signal: AbortSignal): Promise<RawPixels> {
  const result = last.then(() => decodeNow(request, signal));
  last = result.catch(() => {});
  return result;
}

async function decodeNow(request: HeicRequest, signal: AbortSignal): Promise<RawPixels> {
  if (signal.aborted) throw cancelled();
  if (idle) clearTimeout(idle);
  const thread = (worker ??= startWorker());
  thread.ref();
  try {
    const reply = await ask(thread, request, signal);
    if ("fault" in reply) throw new Error(reply.fault);
    return reply;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    decoded += 1;
    const isLarge = request.pixelLimit > LARGE_PIXELS;
    if (isLarge || decoded >= PHOTOS_PER_WORKER) await stop();
    worker?.unref();
    idle = setTimeout(() => void stop(), IDLE_MS).unref();
  }
}

/** Ends the thread, and waits until its memory is free. */
async function stop(): Promise<void> {
  const thread = worker;
  worker = null;
  decoded = 0;
  await thread?.terminate();
}

function startWorker(): Worker {
  return new Worker(new URL("./heic-worker.js", import.meta.url), {
    // No flags of ours: loaders and test runners do not concern it.
    execArgv: [],
    // The decoder writes its complaints to standard output, which belongs to data.
    stdout: true,
    stderr: true,
  });
}

function ask(worker: Worker, request: HeicRequest, signal: AbortSignal): Promise<HeicReply> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new Error(`decoding took longer than ${TIME_LIMIT_MS / 1000} s`))),
      TIME_LIMIT_MS,
    );
    const onReply = (reply: HeicReply) => finish(() => resolve(reply));
    const onError = (error: Error) => finish(() => reject(error));
    const onExit = () => finish(() => reject(new Error("the decoder stopped")));
    const onAbort = () => finish(() => reject(cancelled()));
    function finish(settle: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      worker.off("message", onReply).off("error", onError).off("exit", onExit);
      settle();
    }
    signal.addEventListener("abort", onAbort, { once: true });
    worker.on("message", onReply).on("error", onError).on("exit", onExit);
    worker.postMessage(request);
  });
}
