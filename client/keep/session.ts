// Each open page has a session of its own, and photos belong to a session: two tabs never write the same photo. A page takes over
// the photos of sessions that no open page holds any more, its own from before a reload first of all.

const PREFIX = "graticule-session-";
const REMEMBERED = "graticule-session";
/** A page that is being left lets go of its session within this time. */
const LETTING_GO_MS = 2000;
/** Where the browser cannot tell which pages are open, photos this old are nobody's. */
const ABANDONED_MS = 24 * 3600 * 1000;

export interface Session {
  readonly id: string;
  /** Whether no open page holds a session; `newest` is when its latest photo was added, in microseconds. */
  isFree(other: string, newest: number): boolean;
}

/** Begins this page's session, which lasts as long as the page. */
export async function beginSession(): Promise<Session> {
  const id = randomName();
  const before = remembered();
  remember(id);
  // Browsers know locks on secure origins alone; a service on a local network often is none.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    return {
      id,
      isFree: (other, newest) => other === before || Date.now() - newest / 1000 > ABANDONED_MS,
    };
  }
  await new Promise<void>((resolve) => {
    void locks.request(PREFIX + id, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  if (before) await waitFor(locks, before);
  const { held = [] } = await locks.query();
  const taken = new Set(held.map(({ name }) => name));
  return { id, isFree: (other) => other !== id && !taken.has(PREFIX + other) };
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

function remembered(): string | null {
  try {
    return sessionStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(id: string): void {
  try {
    sessionStorage.setItem(REMEMBERED, id);
  } catch {
    // Then a reload finds its photos by their lock alone.
  }
}
