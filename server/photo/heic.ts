import { Worker } from "node:worker_threads";
import type { RawPixels } from "./codec.ts";

// Decoding a 12-megapixel HEIC takes about a second of one core, so it runs in a thread of its own,
// and ending that thread is the only way to get WebAssembly's memory back.

export interface HeicRequest {
  readonly bytes: Uint8Array;
  readonly pixelLimit: number;
}

export type HeicReply = RawPixels | { readonly fault: string };

/** Longer than any honest photo of 100 megapixels takes (about 10 s): what exceeds it is an attack or a fault. */
const TIME_LIMIT_MS = 60_000;

/** How long an unused decoder is kept, so that the photos of an album do not each start one. */
const IDLE_MS = 5_000;

/** Photos after which a decoder is replaced: WebAssembly memory only ever grows. */
const PHOTOS_PER_WORKER = 20;

/**
 * Decodes HEIC photos one after another in a thread of its own, started when the first one comes.
 * One thread, because each needs about 10 bytes a pixel; further photos wait.
 */
export class HeicDecoder {
  #worker: Worker | null = null;
  #decoded = 0;
  #idle: NodeJS.Timeout | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** Throws Error when the photo is damaged, larger than the limit or takes too long. */
  decode(request: HeicRequest): Promise<RawPixels> {
    const result = this.#last.then(() => this.#decodeNow(request));
    this.#last = result.catch(() => {});
    return result;
  }

  async #decodeNow(request: HeicRequest): Promise<RawPixels> {
    if (this.#idle) clearTimeout(this.#idle);
    const worker = (this.#worker ??= startWorker());
    worker.ref();
    try {
      const reply = await ask(worker, request);
      if ("fault" in reply) throw new Error(reply.fault);
      return reply;
    } catch (error) {
      this.#stop();
      throw error;
    } finally {
      this.#rest();
    }
  }

  #rest(): void {
    this.#decoded += 1;
    if (this.#decoded >= PHOTOS_PER_WORKER) this.#stop();
    this.#worker?.unref();
    this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref();
  }

  #stop(): void {
    void this.#worker?.terminate();
    this.#worker = null;
    this.#decoded = 0;
  }
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

function ask(worker: Worker, request: HeicRequest): Promise<HeicReply> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new Error(`decoding took longer than ${TIME_LIMIT_MS / 1000} s`))),
      TIME_LIMIT_MS,
    );
    const onReply = (reply: HeicReply) => finish(() => resolve(reply));
    const onError = (error: Error) => finish(() => reject(error));
    const onExit = () => finish(() => reject(new Error("the decoder stopped")));
    function finish(settle: () => void): void {
      clearTimeout(timer);
      worker.off("message", onReply).off("error", onError).off("exit", onExit);
      settle();
    }
    worker.on("message", onReply).on("error", onError).on("exit", onExit);
    worker.postMessage(request);
  });
}
