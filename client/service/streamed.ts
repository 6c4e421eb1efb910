import { type Failure, failureFrom, unreachable } from "./failure.ts";
import { linesOf, parseLine } from "./lines.ts";

/** What every answer that comes line by line may end with. */
export interface Failed {
  readonly type: "failed";
  readonly failure: Failure;
}

/** One line of an answer, as an object. */
export type Line = Readonly<Record<string, unknown>>;

/** What is to be known of an answer that comes line by line. */
export interface Streamed<News> {
  /** What a line says; null for one that says nothing to this page. */
  read(line: Line): News | Failed | null;
  /** Whether nothing more is to come: an answer that ends before has broken off. */
  isLast(news: News): boolean;
}

const LINES = "application/x-ndjson";

/** Makes a request and tells how it goes, line by line as the service does. After an abort nothing more is told. */
export async function askForLines<News extends { readonly type: string }>(
  url: string,
  { headers, ...init }: RequestInit & { readonly headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
  { read, isLast }: Streamed<News>,
  tell: (news: News | Failed) => void,
): Promise<void> {
  const say = (news: News | Failed) => {
    if (!signal.aborted) tell(news);
  };
  try {
    const response = await fetch(url, { ...init, headers: { ...headers, Accept: LINES }, signal });
    if (!response.ok) {
      const text = await response.text();
      const retryAfter = response.headers.get("Retry-After");
      return say({ type: "failed", failure: failureFrom(response.status, text, retryAfter) });
    }
    let isEnded = false;
    for await (const text of linesOf(response)) {
      const line = parseLine(text);
      const news = line.problem === undefined ? read(line) : failedBy(line.problem);
      if (!news) continue;
      say(news);
      if (isFailed(news)) return;
      isEnded ||= isLast(news);
    }
    if (!isEnded) say({ type: "failed", failure: unreachable(navigator.onLine) });
  } catch {
    say({ type: "failed", failure: unreachable(navigator.onLine) });
  }
}

function isFailed<News extends { readonly type: string }>(news: News | Failed): news is Failed {
  return news.type === "failed";
}

function failedBy(problem: unknown): Failed {
  const { status } = Object(problem) as { status?: unknown };
  const failure = failureFrom(Number(status) || 500, JSON.stringify(problem), null);
  return { type: "failed", failure };
}
