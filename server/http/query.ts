import type { Request } from "express";

/** The parameters of a request's query. Never throws, whatever a client wrote before or after the question mark. */
export function queryOf({ originalUrl }: Request): URLSearchParams {
  const start = originalUrl.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : originalUrl.slice(start + 1));
}
