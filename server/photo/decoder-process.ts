import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { cancelled, GraticuleError } from "../../core/contracts/errors.ts";
import type { Decoded, DecodeJob, DecodeReply } from "./decode-job.ts";

/** Processes that decode heavy photos, one photo each at a time. */
export interface DecoderProcesses {
  /**
   * Decodes in a process that has nothing to do, or in a new one. Settles when the process is free again or gone, so that
   * the memory it took is there for others. Throws Error when the photo is damaged, `busy` when it takes too long, and
   * `cancelled` once the signal aborts: the process ends with the caller's wish.
   *
   * @param isLarge whether it leaves so much memory behind that its process is not kept
   */
  decode(job: DecodeJob, isLarge: boolean, signal: AbortSignal): Promise<Decoded>;
  /** Ends those that wait for a photo. */
  close(): Promise<void>;
}

/** Several times what any honest photo of 100 megapixels takes (about 10 s). */
const TIME_LIMIT_MS = 60_000;
/** How long a process without work is kept, so that the photos of an album do not each start one. */
const IDLE_MS = 5_000;
/** Photos after which a process is replaced: a decoder's memory only ever grows. */
const PHOTOS_PER_PROCESS = 20;

/** From the sources, as tests run it, it takes what reads TypeScript; compiled it takes nothing. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";
const PROGRAM = new URL(`./decoder-program.${EXTENSION}`, import.meta.url);

/** What the program may know of the environment: no password or token is near a decoder of strangers' files. */
const ENVIRONMENT = ["PATH", "SystemRoot", "TMPDIR", "TEMP", "TMP", "TSX_DISABLE_CACHE"];

interface Decoder {
  readonly process: ChildProcess;
  photos: number;
}

/** @param timeLimitMs what a photo may take; a test makes it shorter */
export function createDecoderProcesses(timeLimitMs: number = TIME_LIMIT_MS): DecoderProcesses {
  /** At most one: each holds memory. */
  let idle: Decoder | null = null;
  let timer: NodeJS.Timeout | null = null;

  function take(): Decoder {
    // One that nobody uses may have been ended from outside.
    const found = idle?.process.connected ? idle : { process: start(), photos: 0 };
    if (timer) clearTimeout(timer);
    idle = null;
    hold(found.process, true);
    return found;
  }

  async function giveBack(decoder: Decoder, isLarge: boolean): Promise<void> {
    decoder.photos += 1;
    if (idle || isLarge || decoder.photos >= PHOTOS_PER_PROCESS) {
      await end(decoder.process);
      return;
    }
    hold(decoder.process, false);
    idle = decoder;
    timer = setTimeout(() => void close(), IDLE_MS).unref();
  }

  async function close(): Promise<void> {
    if (timer) clearTimeout(timer);
    const left = idle;
    idle = null;
    if (left) await end(left.process);
  }

  return {
    async decode(job, isLarge, signal) {
      if (signal.aborted) throw cancelled();
      const decoder = take();
      try {
        const reply = await ask(decoder.process, job, timeLimitMs, signal);
        if ("fault" in reply) throw new Error(reply.fault);
        await giveBack(decoder, isLarge);
        return reply;
      } catch (error) {
        await end(decoder.process);
        throw error;
      }
    },
    close,
  };
}

function start(): ChildProcess {
  const known = ENVIRONMENT.filter((name) => process.env[name] !== undefined);
  const child = fork(PROGRAM, {
    // No flags of ours: debuggers and test runners do not concern it.
    execArgv: EXTENSION === "ts" ? ["--import", resolveTsx()] : [],
    env: Object.fromEntries(known.map((name) => [name, process.env[name]])),
    serialization: "advanced",
    // Decoders write complaints to standard output and error, which belong to others.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // Whoever asks hears of it; unheard between two photos, it would end this process.
  child.on("error", () => {});
  return child;
}

function resolveTsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}

/** Whether this process lives on for the other's sake. */
function hold(child: ChildProcess, isWanted: boolean): void {
  if (isWanted) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

/** Ends a process, and waits until its memory is free. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  // Nothing else may be left to do: whoever waits for the end must live to see it.
  hold(child, true);
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

function ask(
  child: ChildProcess,
  job: DecodeJob,
  timeLimitMs: number,
  signal: AbortSignal,
): Promise<DecodeReply> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(tooLong(timeLimitMs))), timeLimitMs);
    const onReply = (reply: DecodeReply) => finish(() => resolve(reply));
    const onError = (error: Error) => finish(() => reject(error));
    const onExit = () => finish(() => reject(new Error("the decoder stopped")));
    const onAbort = () => finish(() => reject(cancelled()));
    function finish(settle: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      child.off("message", onReply).off("error", onError).off("exit", onExit);
      settle();
    }
    signal.addEventListener("abort", onAbort, { once: true });
    child.on("message", onReply).on("error", onError).on("exit", onExit);
    child.send(job, (error) => error && onError(error));
  });
}

/** By its header the photo is not too large: where honest ones take so long, the machine has too much to do. */
function tooLong(timeLimitMs: number): GraticuleError {
  return new GraticuleError(
    "busy",
    `Decoding the photo took longer than ${timeLimitMs / 1000} s. Send it again after the time in Retry-After, or a smaller copy.`,
  );
}
