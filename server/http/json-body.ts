import { setImmediate } from "node:timers/promises";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type * as z from "zod";
import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import { mediaTypeOf, readBytes } from "./body.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { HttpError } from "./problems/http-error.ts";

/** The longest body is a guess with all its fields: 200 bytes. */
const MAX_BODY_BYTES = 4096;

/**
 * A JSON body that fits a schema. Throws `body_invalid` for what is no JSON or too long, and `parameter_invalid`, naming each field, for what does not fit.
 */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  return fitting(schema, parse(await readText(request)));
}

/** The same of a long body, whose bytes are counted like a photo's. Throws what `readBytes` throws, too. */
export async function readLongJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  most: number,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<z.output<S>> {
  const tooMany = () =>
    new HttpError("body_invalid", `The body is longer than ${most / 2 ** 20} MB.`);
  const bytes = await readBytes(request, { most, tooMany }, budget, signal);
  // Each of these takes up to 60 ms for the longest body, so others have their turn in between.
  await setImmediate();
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  await setImmediate();
  const value = parse(text);
  await setImmediate();
  return fitting(schema, value);
}

function fitting<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const checked = checkValue(schema, value, "body");
  if (checked.ok) return checked.data;
  throw misfit(checked.faults);
}

/**
 * Refuses, as `body_invalid`, a body that is declared as anything but JSON: a form of another site cannot send that
 * type without asking first. Where no body is wanted, none needs no type.
 *
 * @param others further types that the route reads
 */
export function checkType(isWanted: boolean, others: readonly string[] = []): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction) => {
    const type = mediaTypeOf(request);
    const isEmpty =
      Number(request.headers["content-length"] ?? 0) === 0 &&
      request.headers["transfer-encoding"] === undefined;
    const isNothing = type === "" && isEmpty && !isWanted;
    const types = ["application/json", ...others];
    if (!isNothing && !types.includes(type)) {
      const wanted = isWanted ? types : [...types, "no body"];
      throw new HttpError(
        "body_invalid",
        `The body is declared as ${type === "" ? "nothing" : JSON.stringify(type)}, expected ${wanted.join(" or ")}.`,
      );
    }
    next();
  };
}

/** What does not fit, each fault with its place, as `parameter_invalid`. */
export function misfit(faults: readonly Fault[]): GraticuleError {
  const named = faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join("; ");
  return new GraticuleError("parameter_invalid", named, { faults });
}

async function readText(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new HttpError("body_invalid", `The body is longer than ${MAX_BODY_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError("body_invalid", "The body is not JSON.");
  }
}
