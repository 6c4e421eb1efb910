import type { Response } from "express";
import { ANSWERED, type Answered } from "./route.ts";

type Options = NonNullable<Parameters<Response["sendFile"]>[1]>;

/**
 * Sends a file, whole or the range that was asked for. Throws what `missing` makes when there is none, and what Express
 * says of a range that the file has not.
 */
export function sendFile(
  response: Response,
  name: string,
  options: Options,
  missing: () => Error,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    response.sendFile(name, options, (error) => {
      // An answer that broke off cannot be taken back.
      if (!error || response.headersSent) resolve(ANSWERED);
      else reject(Object(error).status === 416 ? error : missing());
    });
  });
}
