import { cancelled } from "../../core/contracts/errors.ts";

/** Gathers calls that wait together into one run. */
export type Batched<T, R> = (item: T, signal?: AbortSignal) => Promise<R>;

interface Waiting<T, R> {
  readonly item: T;
  resolve(result: R): void;
  reject(reason: unknown): void;
}

/**
 * One run at a time; whoever arrives meanwhile goes into the next run together, at most `most` of them. A caller who
 * leaves while waiting is forgotten; one who leaves during the run gets its error when the run ends.
 *
 * @param run items -> results in the same order
 */
export function createBatches<T, R>(
  run: (items: readonly T[]) => Promise<readonly R[]>,
  most: number,
): Batched<T, R> {
  const waiting = new Set<Waiting<T, R>>();
  let running = false;

  async function work(): Promise<void> {
    if (running) return;
    running = true;
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, most);
      for (const caller of batch) waiting.delete(caller);
      try {
        const results = await run(batch.map(({ item }) => item));
        batch.forEach((caller, i) => {
          caller.resolve(results[i]!);
        });
      } catch (reason) {
        for (const caller of batch) caller.reject(reason);
      }
    }
    running = false;
  }

  return (item, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      const leave = () => {
        waiting.delete(caller);
        reject(cancelled());
      };
      const stay = () => signal?.removeEventListener("abort", leave);
      const caller: Waiting<T, R> = {
        item,
        resolve(result) {
          stay();
          resolve(result);
        },
        reject(reason) {
          stay();
          reject(reason);
        },
      };
      waiting.add(caller);
      signal?.addEventListener("abort", leave, { once: true });
      void work();
    });
}
