import { createSlots } from "../process/slots.ts";

/** Results that may wait for one that takes long, per task at a time: memory is bounded, and little time is lost. */
const AHEAD = 4;

/**
 * Runs tasks, some at a time, and hands out what became of each in the order of the tasks. Few are begun ahead of what has been handed out,
 * so that a slow reader holds back the work instead of filling the memory. Ends without a word when the signal aborts.
 */
export async function* inOrder<T>(
  tasks: Iterable<() => Promise<T>>,
  atATime: number,
  signal: AbortSignal,
): AsyncGenerator<PromiseSettledResult<T>> {
  const ahead = atATime * AHEAD;
  const { run } = createSlots(atATime, ahead);
  const begun: Promise<PromiseSettledResult<T>>[] = [];
  for (const task of tasks) {
    if (signal.aborted) return;
    begun.push(settled(run(task, signal)));
    if (begun.length < ahead) continue;
    const result = await begun.shift()!;
    if (signal.aborted) return;
    yield result;
  }
  for (const result of begun) {
    const known = await result;
    if (signal.aborted) return;
    yield known;
  }
}

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
