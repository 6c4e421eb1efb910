// Each open page has a session of its own, and photos belong to a session: two tabs never write the same photo. A page takes over
// the photos of sessions that no open page holds any more, its own from before a reload first of all.

const PREFIX = "graticule-session-";
const REMEMBERED = "graticule-session";
/** When a page let go of its session: it may be on its way back. */
const LEFT = "graticule-left-";
/** A page that is being left lets go of its session within this time. */
const LETTING_GO_MS = 2000;
/** A page that is being loaded again has its photos back within this time; only then may another page have them. */
const RETURNING_MS = 10_000;
/** Where the browser cannot tell which pages are open, photos this old are nobody's. */
const ABANDONED_MS = 24 * 3600 * 1000;

export interface Session {
  readonly id: string;
  /** Which sessions no open page holds now. */
  look(): Promise<Look>;
}

export interface Look {
  /** Whether the photos of a session may be taken; `newest` is when its latest one was added, in microseconds. */
  isFree(other: string, newest: number): boolean;
  /** After how many milliseconds to look once more, for pages that have just been left; null where there are none. */
  readonly againMs: number | null;
}

/** Begins this page's session, which lasts as long as the page. */
export async function beginSession(): Promise<Session> {
  const id = randomName();
  const before = storageOf("sessionStorage")?.getItem(REMEMBERED) ?? null;
  write("sessionStorage", REMEMBERED, id);
  // Browsers know locks on secure origins alone; a service on a local network often is none.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    const look: Look = {
      isFree: (other, newest) => other === before || Date.now() - newest / 1000 > ABANDONED_MS,
      againMs: null,
    };
    return { id, look: async () => look };
  }
  await new Promise<void>((resolve) => {
    void locks.request(PREFIX + id, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  addEventListener("pagehide", () => write("localStorage", LEFT + id, String(Date.now())));
  addEventListener("pageshow", () => storageOf("localStorage")?.removeItem(LEFT + id));
  if (before) await waitFor(locks, before);
  return { id, look: () => lookAround(locks, id, before) };
}

async function lookAround(locks: LockManager, id: string, before: string | null): Promise<Look> {
  const { held = [] } = await locks.query();
  const taken = new Set(held.map(({ name }) => name));
  const left = justLeft();
  if (before) left.delete(before);
  return {
    isFree: (other) => other !== id && !taken.has(PREFIX + other) && !left.has(other),
    againMs: left.size === 0 ? null : Math.max(...left.values()),
  };
}

/** The sessions whose pages may be on their way back, and for how many milliseconds yet. */
function justLeft(): Map<string, number> {
  const left = new Map<string, number>();
  const marks = storageOf("localStorage");
  for (const key of marks ? Object.keys(marks) : []) {
    if (!key.startsWith(LEFT)) continue;
    const ago = Date.now() - Number(marks?.getItem(key));
    // A time to come is from before the clock was set back.
    if (ago >= 0 && ago < RETURNING_MS) left.set(key.slice(LEFT.length), RETURNING_MS - ago);
    else marks?.removeItem(key);
  }
  return left;
}

/** After a reload the page of before may be a moment in letting go. A tab that was duplicated holds on: then nothing is taken. */
async function waitFor(locks: LockManager, session: string): Promise<void> {
  const signal = AbortSignal.timeout(LETTING_GO_MS);
  await locks.request(PREFIX + session, { signal }, () => {}).catch(() => {});
}

function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Null where the browser keeps nothing for this page. */
function storageOf(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
}

function write(kind: "localStorage" | "sessionStorage", key: string, value: string): void {
  try {
    storageOf(kind)?.setItem(key, value);
  } catch {
    // Full: then photos are found by their lock alone.
  }
}
