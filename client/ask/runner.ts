import type { Failure } from "../service/failure.ts";
import type { Action, PhotoId, Progress } from "./state.ts";

/** Requests at once: the service computes one after the other anyway, and others want their turn. */
const SLOTS = 2;
/** After this long a person wants to know that nothing is broken. */
const SLOW_MS = 3000;
/** A photo whose request breaks this often while others get through is itself the reason. */
const BREAKS_AT_MOST = 2;

export type Send = (
  file: File,
  query: string,
  signal: AbortSignal,
  tell: (news: Progress) => void,
  id: PhotoId,
) => Promise<void>;

export interface Job {
  readonly id: PhotoId;
  readonly ticket: number;
  readonly file: File;
  readonly query: string;
}

/** Nothing is sent until a time, because the service asked for that or cannot be reached. */
export interface Hold {
  readonly failure: Failure;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** When a failure is no photo's fault, and what is made known of it. */
export interface Patience {
  /** Milliseconds until the photo is to be sent again; null where the failure is its answer. */
  waitFor(failure: Failure): number | null;
  tellHold(hold: Hold | null): void;
}

const IMPATIENT: Patience = { waitFor: () => null, tellHold() {} };

/** Runs requests a few at a time, at most one for each photo: a new one for a photo ends the one before. */
export interface Runner {
  start(job: Job): void;
  stop(id: PhotoId): void;
  /** A photo that someone looks at comes before those that nobody does. */
  prefer(id: PhotoId): void;
  /** To be called when the service has opened, or when waiting has become pointless. */
  resume(): void;
}

/** `isOpen` tells whether the service takes photos now; until it does, they wait. */
export function createRunner(
  send: Send,
  dispatch: (action: Action) => void,
  isOpen: () => boolean = () => true,
  patience: Patience = IMPATIENT,
): Runner {
  const running = new Map<PhotoId, AbortController>();
  /** How often a job's request broke, and how many answers had come by then. */
  const breaks = new Map<Job, { times: number; answersThen: number }>();
  let queue: Job[] = [];
  let answers = 0;
  let wake: ReturnType<typeof setTimeout> | null = null;

  function next(): void {
    if (running.size >= SLOTS || wake !== null || !isOpen()) return;
    const job = queue.find(({ id }) => !running.has(id));
    if (!job) return;
    queue = queue.filter((other) => other !== job);
    void run(job);
    next();
  }

  async function run(job: Job): Promise<void> {
    const { id, ticket, file, query } = job;
    const controller = new AbortController();
    running.set(id, controller);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (news: Progress) => {
      if (news.type === "failed" && putOff(job, news.failure)) return;
      if (news.type === "answered") answers++;
      dispatch({ ...news, id, ticket });
      if (news.type === "reading") {
        timer = setTimeout(() => dispatch({ type: "slow", id, ticket }), SLOW_MS);
      }
    };
    await send(file, query, controller.signal, tell, id);
    clearTimeout(timer);
    if (running.get(id) === controller) running.delete(id);
    next();
  }

  /** Whether the job waits for a better time instead of failing. */
  function putOff(job: Job, failure: Failure): boolean {
    const ms = patience.waitFor(failure);
    if (ms === null) return false;
    if (failure.code === "unreachable") {
      const before = breaks.get(job) ?? { times: 0, answersThen: answers };
      const times = before.times + (answers > before.answersThen ? 1 : 0);
      if (times >= BREAKS_AT_MOST) return false;
      breaks.set(job, { times, answersThen: answers });
      queue.push(job);
    } else {
      queue.unshift(job);
    }
    dispatch({ type: "put off", id: job.id, ticket: job.ticket });
    hold({ failure, until: Date.now() + ms });
    return true;
  }

  function hold(news: Hold): void {
    if (wake !== null) clearTimeout(wake);
    wake = setTimeout(resume, news.until - Date.now());
    patience.tellHold(news);
  }

  function resume(): void {
    if (wake !== null) {
      clearTimeout(wake);
      wake = null;
      patience.tellHold(null);
    }
    next();
  }

  function stop(id: PhotoId): void {
    queue = queue.filter((job) => job.id !== id);
    running.get(id)?.abort();
    running.delete(id);
    if (queue.length === 0 && running.size === 0) resume();
    else next();
  }

  return {
    start(job) {
      queue = queue.filter(({ id }) => id !== job.id);
      running.get(job.id)?.abort();
      running.delete(job.id);
      queue.push(job);
      next();
    },
    stop,
    prefer(id) {
      queue.sort((a, b) => Number(b.id === id) - Number(a.id === id));
    },
    resume,
  };
}
