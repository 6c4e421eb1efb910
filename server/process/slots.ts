import { cancelled, GraticuleError } from "../../core/contracts/errors.ts";

/** Lets a bounded number of tasks run, a bounded number wait in order, and refuses the rest. */
export interface Slots {
  /**
   * Runs the task now or when its turn comes. Throws `busy` when the queue is full and `cancelled` when the
   * signal aborts while waiting; a running task has to watch the signal itself.
   *
   * @param isPart of work that was let in already: it waits however full the queue is
   */
  run<T>(task: () => Promise<T>, signal: AbortSignal, isPart?: boolean): Promise<T>;
  /** Whether a task that came now would be refused. */
  isFull(): boolean;
  /** Why it would be: `busy`. */
  refusal(): GraticuleError;
  /** Whole seconds after which a refused caller has a fair chance, at least 1. */
  retryAfterSeconds(): number;
  readonly running: number;
  readonly waiting: number;
}

/** Weight of the newest task in the running mean of durations. */
const NEWEST = 0.2;
const FIRST_GUESS_MS = 500;
const LONGEST_RETRY_S = 60;

/** @param count Tasks at a time, at least 1. @param queue Tasks that may wait, 0 or more. */
export function createSlots(count: number, queue: number): Slots {
  const waiters: (() => void)[] = [];
  let running = 0;
  let meanMs = FIRST_GUESS_MS;

  function takeSlot(signal: AbortSignal, isPart: boolean): Promise<void> {
    if (running < count) {
      running += 1;
      return Promise.resolve();
    }
    if (waiters.length >= queue && !isPart) throw busy(count, queue);
    return new Promise((resolve, reject) => {
      // The slot of a finished task is handed on directly, so nobody can slip in between.
      const start = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        waiters.splice(waiters.indexOf(start), 1);
        reject(cancelled());
      };
      waiters.push(start);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  function release(): void {
    const next = waiters.shift();
    if (next) next();
    else running -= 1;
  }

  return {
    async run(task, signal, isPart = false) {
      if (signal.aborted) throw cancelled();
      await takeSlot(signal, isPart);
      const started = performance.now();
      try {
        return await task();
      } finally {
        meanMs += (performance.now() - started - meanMs) * NEWEST;
        release();
      }
    },
    isFull: () => running >= count && waiters.length >= queue,
    refusal: () => busy(count, queue),
    retryAfterSeconds: () => {
      const seconds = ((waiters.length + 1) * meanMs) / count / 1000;
      return Math.min(LONGEST_RETRY_S, Math.max(1, Math.ceil(seconds)));
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiters.length;
    },
  };
}

function busy(count: number, queue: number): GraticuleError {
  const taken = count === 1 ? "The one slot is" : `All ${count} slots are`;
  return new GraticuleError(
    "busy",
    `${taken} taken and ${queue} requests wait already. Try again after the time in Retry-After.`,
  );
}
