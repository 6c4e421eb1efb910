import { cancelled } from "../../core/contracts/errors.ts";

/** An amount that tasks share: each takes its part, waits in order until that is free, and gives it back. */
export interface Budget {
  /**
   * Takes a part and answers what gives it back. More than there is counts as all there is. Rejects with `cancelled`
   * when the signal aborts while it waits.
   */
  take(amount: number, signal: AbortSignal): Promise<() => void>;
  readonly total: number;
  readonly taken: number;
}

export function createBudget(total: number): Budget {
  const waiters: { readonly part: number; readonly start: () => void }[] = [];
  let taken = 0;

  function startThoseThatFit(): void {
    while (waiters.length > 0 && taken + waiters[0]!.part <= total) waiters.shift()!.start();
  }

  function giveBack(part: number): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      taken -= part;
      startThoseThatFit();
    };
  }

  return {
    take(amount, signal) {
      const part = Math.min(amount, total);
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(cancelled());
          return;
        }
        const waiter = {
          part,
          start() {
            signal.removeEventListener("abort", leave);
            taken += part;
            resolve(giveBack(part));
          },
        };
        const leave = () => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(cancelled());
          startThoseThatFit();
        };
        signal.addEventListener("abort", leave, { once: true });
        waiters.push(waiter);
        startThoseThatFit();
      });
    },
    total,
    get taken() {
      return taken;
    },
  };
}
