import { Worker } from "node:worker_threads";
import type { Matrices, Matrix } from "./matrix.ts";
import type { Provider } from "./provider.ts";

// ONNX Runtime's `run` looks asynchronous but holds its thread until it is done: 10 ms to a second a photo during which
// nobody else would be served. So all models run in one thread of their own. One and not several: a run uses all its
// cores by itself, and the package is not safe in several threads of one process.

export interface OpenRequest {
  readonly kind: "open";
  readonly file: string;
  readonly threads: number;
  readonly provider: Provider;
  readonly constants: Matrices;
}

export interface RunRequest {
  readonly kind: "run";
  readonly key: number;
  readonly inputs: Matrices;
  readonly outputs: readonly string[];
}

export interface CloseRequest {
  readonly kind: "close";
  readonly key: number;
}

export interface OpenedGraph {
  /** No other graph of the process has it, in whichever thread. */
  readonly key: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Kind of numbers of each input and output. */
  readonly types: Readonly<Record<string, string>>;
}

interface Answers {
  offered: string[];
  open: OpenedGraph;
  run: Matrix[];
  close: undefined;
  count: number;
}

type Ask = OpenRequest | RunRequest | CloseRequest | { readonly kind: "offered" | "count" };

/** What the thread is sent. */
export interface Request {
  readonly id: number;
  readonly ask: Ask;
}

type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly fault: string });

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The default of 48 MB is what a whole web server gets. */
const YOUNG_MB = 4;

/** The thread that runs models. */
export interface ModelThread {
  /** Starts the thread when it is first asked; it answers in the order of the questions. */
  ask<A extends Ask>(ask: A): Promise<Answers[A["kind"]]>;
  /** Calls back when the thread has died, and with it every session that was open. Answers how to stop listening. */
  watch(lost: (error: Error) => void): () => void;
}

function createModelThread(): ModelThread {
  const waiting = new Map<number, Waiting>();
  const onLost = new Set<(error: Error) => void>();
  let worker: Worker | null = null;
  let asked = 0;

  function start(): Worker {
    const started = startWorker();
    started.on("message", (reply: Reply) => {
      const asker = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0) started.unref();
      if ("fault" in reply) asker?.reject(new Error(reply.fault));
      else asker?.resolve(reply.result);
    });
    started.on("error", (error) => fail(started, error));
    started.on("messageerror", (error) => fail(started, error));
    started.on("exit", (code) => fail(started, new Error(`the model thread stopped (${code})`)));
    return started;
  }

  /** Whoever waits is told; what comes later starts a new thread, in which nothing is open. */
  function fail(stopped: Worker, error: Error): void {
    // After an error comes the exit: by then another thread may be at work.
    if (worker !== stopped) return;
    worker = null;
    for (const lost of onLost) lost(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  return {
    ask(ask) {
      worker ??= start();
      const thread = worker;
      const id = ++asked;
      return new Promise((resolve, reject) => {
        thread.postMessage({ id, ask } satisfies Request, movedBuffers(ask));
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
        // The process lives as long as somebody waits, and not for the idle thread's sake.
        thread.ref();
      });
    },
    watch(lost) {
      onLost.add(lost);
      return () => onLost.delete(lost);
    },
  };
}

/** The one of this process: ONNX Runtime's package is not safe in several threads. */
export const MODEL_THREAD: ModelThread = createModelThread();

/** Numbers move to the thread instead of being copied. */
function movedBuffers(ask: Ask): ArrayBuffer[] {
  const moved = ask.kind === "open" ? ask.constants : ask.kind === "run" ? ask.inputs : {};
  return Object.values(moved).map(({ data }) => data.buffer as ArrayBuffer);
}

function startWorker(): Worker {
  // Since 1.30 ONNX Runtime reports its use to its maker unless its process says no: it looks up a host, keeps a device id
  // under the home folder and reads the command line, whose length can end the process. It asks the C environment when its
  // library is loaded, which the worker's own `process.env`, a copy, does not reach: so it is said here.
  process.env.ORT_DISABLE_TELEMETRY = "1";
  return new Worker(new URL("./session-worker.js", import.meta.url), {
    // No flags of ours: loaders and test runners do not concern it.
    execArgv: [],
    // It makes little garbage that its small heap would have to hold: what it works on are numbers outside of it.
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
}
