// What comes from the network is bounded: where from, how much, and how long it may take.

/** Commons cannot be asked, or does not answer as it should; the message says what to do. */
export class CommonsError extends Error {
  override readonly name = "CommonsError";
}

export interface FetchSettings {
  readonly endpoint: string;
  readonly fetch: typeof fetch;
  readonly userAgent: string;
  readonly signal: AbortSignal;
}

export interface Fetched {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

const MOST_HOPS = 3;
/** One request with its answer: 40 MB at 350 kB a second. */
const LONGEST_MS = 120_000;

/**
 * One request. Redirects are followed within Wikimedia alone: an answer may name any address, one inside the operator's own
 * network too.
 *
 * @param mostBytes of the answer
 * @throws CommonsError
 */
export async function fetchBounded(
  url: string,
  settings: FetchSettings,
  mostBytes: number,
): Promise<Fetched> {
  const { endpoint, userAgent, signal } = settings;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  let at = url;
  try {
    for (let hops = 0; hops <= MOST_HOPS; hops++) {
      if (!isWikimedia(at, endpoint)) throw elsewhere(at);
      const response = await settings.fetch(at, {
        headers: { "User-Agent": userAgent, Accept: "*/*" },
        redirect: "manual",
        signal: deadline,
      });
      const { status, headers } = response;
      const location = headers.get("location");
      if (status < 300 || status >= 400 || location === null) {
        return { status, headers, bytes: await readBounded(response, mostBytes, at) };
      }
      await response.body?.cancel();
      at = new URL(location, at).href;
    }
  } catch (cause) {
    if (signal.aborted || cause instanceof CommonsError) throw cause;
    throw new CommonsError(
      `${hostOf(at)} cannot be reached. Check the network and run the same command again: what has come is kept.`,
      { cause },
    );
  }
  throw new CommonsError(`${hostOf(url)} redirects in circles. Try again later.`);
}

/** Whether an address is the API's own or, where that is Wikimedia's, another of Wikimedia's. */
function isWikimedia(address: string, endpoint: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, protocol, hostname } = new URL(address);
  const api = new URL(endpoint);
  const isOfWikimedia = (name: string) => /(^|\.)wikimedia\.org$/.test(name);
  return (
    origin === api.origin ||
    (protocol === "https:" && isOfWikimedia(api.hostname) && isOfWikimedia(hostname))
  );
}

async function readBounded(
  { body }: Response,
  mostBytes: number,
  address: string,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  if (body) {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > mostBytes) {
        throw new CommonsError(
          `${hostOf(address)} sends more than ${Math.round(mostBytes / 2 ** 20)} MB for one request. Try again later, or another category or area.`,
        );
      }
      parts.push(part);
    }
  }
  return Buffer.concat(parts);
}

function elsewhere(address: string): CommonsError {
  return new CommonsError(
    `Commons names an address of another host (${hostOf(address)}), which is not asked. Try again later, or another category or area.`,
  );
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : "no address";
}
