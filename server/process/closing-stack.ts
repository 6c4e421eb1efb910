/** Whatever holds something that must be given back. */
export interface Closable {
  close(): Promise<void>;
}

/** What was opened on the way, to be closed in reverse. */
export interface ClosingStack {
  /** Answers what opens, and closes it with the rest. Several may open at the same time. */
  use<T extends Closable | null>(opening: Promise<T>): Promise<T>;
  /**
   * Closes all, last opened first, and waits for those that are still opening. One that cannot be closed does not keep the
   * others open; its error is thrown at the end.
   */
  close(): Promise<void>;
}

/**
 * What the work opens. If it fails, everything that it had opened until then is closed, what was opening at the same time
 * included, and its error is thrown: a model that is refused must not stay in memory.
 */
export async function openTogether<T>(work: (stack: ClosingStack) => Promise<T>): Promise<T> {
  const stack = createClosingStack();
  try {
    return await work(stack);
  } catch (error) {
    // The first error says what is wrong; one of closing would hide it.
    await stack.close().catch(() => {});
    throw error;
  }
}

export function createClosingStack(): ClosingStack {
  const openings: Promise<Closable | null>[] = [];
  return {
    use(opening) {
      openings.push(opening);
      return opening;
    },
    async close() {
      const faults: unknown[] = [];
      while (openings.length > 0) {
        const opened = await openings.pop()!.catch(() => null);
        try {
          await opened?.close();
        } catch (error) {
          faults.push(error);
        }
      }
      if (faults.length > 0) throw faults[0];
    },
  };
}
