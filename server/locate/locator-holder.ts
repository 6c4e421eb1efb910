import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Explain, Locate } from "../../core/locate/locate.ts";
import type { Locator } from "./locator.ts";

/** The locator that answers; another may take its place while requests are under way. */
export interface LocatorHolder {
  /** Null until the first was put in. */
  current(): Locator | null;
  readonly locate: Locate;
  readonly explain: Explain;
  /** Keeps the locator that answers open as long as it is used. */
  readonly use: <T>(work: (locator: Locator) => Promise<T>) => Promise<T>;
  /** Further requests go to the new one; the old one is closed when its last request has ended. */
  put(next: Locator): void;
  /** Closes all that are left. */
  close(): Promise<void>;
}

export function createLocatorHolder(): LocatorHolder {
  let held: { locator: Locator; running: number } | null = null;
  const closing = new Set<Promise<void>>();

  function retire(locator: Locator): void {
    const closed = locator.close().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  async function withHeld<T>(work: (locator: Locator) => Promise<T>): Promise<T> {
    const own = held;
    if (!own) throw new GraticuleError("internal", "The model is not open.");
    own.running += 1;
    try {
      return await work(own.locator);
    } finally {
      own.running -= 1;
      if (own !== held && own.running === 0) retire(own.locator);
    }
  }

  return {
    current: () => held?.locator ?? null,
    locate: (photo, options, signal, watch) =>
      withHeld((locator) => locator.locate(photo, options, signal, watch)),
    explain: (photo, options, signal, onProgress) =>
      withHeld((locator) => locator.explain(photo, options, signal, onProgress)),
    use: withHeld,
    put(next) {
      const old = held;
      held = { locator: next, running: 0 };
      if (old && old.running === 0) retire(old.locator);
    },
    async close() {
      const last = held?.locator;
      held = null;
      await Promise.all([...closing, last?.close()]);
    },
  };
}
