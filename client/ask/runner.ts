import type { Action, PhotoId, Progress } from "./state.ts";

/** Requests at once: the service computes one after the other anyway, and others want their turn. */
const SLOTS = 2;
/** After this long a person wants to know that nothing is broken. */
const SLOW_MS = 3000;

export type Send = (
  file: File,
  query: string,
  signal: AbortSignal,
  tell: (news: Progress) => void,
) => Promise<void>;

export interface Job {
  readonly id: PhotoId;
  readonly ticket: number;
  readonly file: File;
  readonly query: string;
}

/** Runs requests a few at a time, at most one for each photo: a new one for a photo ends the one before. */
export interface Runner {
  start(job: Job): void;
  stop(id: PhotoId): void;
  /** To be called when the service has opened. */
  resume(): void;
}

/** `isOpen` tells whether the service takes photos now; until it does, they wait. */
export function createRunner(
  send: Send,
  dispatch: (action: Action) => void,
  isOpen: () => boolean = () => true,
): Runner {
  const running = new Map<PhotoId, AbortController>();
  let queue: Job[] = [];

  function next(): void {
    if (running.size >= SLOTS || !isOpen()) return;
    const job = queue.find(({ id }) => !running.has(id));
    if (!job) return;
    queue = queue.filter((other) => other !== job);
    void run(job);
    next();
  }

  async function run({ id, ticket, file, query }: Job): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await send(file, query, controller.signal, (news) => {
      dispatch({ ...news, id, ticket });
      if (news.type === "reading") {
        timer = setTimeout(() => dispatch({ type: "slow", id, ticket }), SLOW_MS);
      }
    });
    clearTimeout(timer);
    if (running.get(id) === controller) running.delete(id);
    next();
  }

  function stop(id: PhotoId): void {
    queue = queue.filter((job) => job.id !== id);
    running.get(id)?.abort();
    running.delete(id);
    next();
  }

  return {
    start(job) {
      stop(job.id);
      queue.push(job);
      next();
    },
    stop,
    resume: next,
  };
}
