import type { Request, Response } from "express";
import { cancelled } from "../../../core/contracts/errors.ts";
import { toProblem } from "../problems/document.ts";
import { contextOf } from "../request-context.ts";
import type { World } from "../route.ts";

// Answers that come line by line, as NDJSON: how far the work is, then what came of it.

const LINES = "application/x-ndjson";

export function wantsLines(request: Request): boolean {
  return request.accepts(["application/json", LINES]) === LINES;
}

/** Writes a line; false where the reader has not taken the lines before it. */
export type WriteLine<Line> = (line: Line) => boolean;

/**
 * Writes one JSON document a line, as they come. What goes wrong before the first is answered as usual; later the status
 * has left, so the problem is a line of its own.
 *
 * @param toLine a problem as a line
 */
export async function writeLines<Line>(
  request: Request,
  response: Response,
  { log }: World,
  toLine: (problem: unknown) => Line,
  work: (write: WriteLine<Line>) => Promise<void>,
): Promise<void> {
  const write: WriteLine<Line> = (line) => {
    if (!response.headersSent) {
      // Whoever compresses or gathers on the way would keep the lines until the last.
      response.setHeader("Cache-Control", "no-store, no-transform");
      response.setHeader("X-Accel-Buffering", "no");
      response.type(LINES);
    }
    return response.write(`${JSON.stringify(line)}\n`);
  };
  try {
    await work(write);
  } catch (error) {
    if (!response.headersSent) throw error;
    const { id, signal } = contextOf(request);
    if (signal.aborted) return;
    const problem = toProblem(error, id);
    if (problem.status >= 500) log.error({ requestId: id, err: error }, problem.title);
    write(toLine(problem));
  }
  response.end();
}

/**
 * What waits, after a piece of an answer that was not taken at once, until the reader has taken most of it, so that a slow one does
 * not have it gathered here. It is told what the writing of the piece returned: whoever compresses on the way has a buffer of its own.
 */
export function createWaiting(
  response: Response,
  signal: AbortSignal,
): (isTaken: boolean) => Promise<void> {
  let goOn = () => {};
  // One listener each for all pieces: those of a response that is compressed are not taken off again.
  response.on("drain", () => goOn());
  signal.addEventListener("abort", () => goOn(), { once: true });
  return async (isTaken) => {
    if (isTaken) return;
    if (!signal.aborted) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
    if (signal.aborted) throw cancelled();
  };
}
