import { once } from "node:events";
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
  work: (write: (line: Line) => void) => Promise<void>,
): Promise<void> {
  const write = (line: Line) => {
    if (!response.headersSent) {
      // Whoever compresses or gathers on the way would keep the lines until the last.
      response.setHeader("Cache-Control", "no-store, no-transform");
      response.setHeader("X-Accel-Buffering", "no");
      response.type(LINES);
    }
    response.write(`${JSON.stringify(line)}\n`);
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

/** Waits until the reader has taken most of what was written, so that a slow one does not have it gathered here. */
export async function untilTaken(response: Response, signal: AbortSignal): Promise<void> {
  if (!response.writableNeedDrain) return;
  await once(response, "drain", { signal }).catch(() => {
    throw cancelled();
  });
}
