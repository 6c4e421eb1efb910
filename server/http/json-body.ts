import type { Request } from "express";
import type * as z from "zod";
import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import { HttpError } from "./problems/http-error.ts";

/** The longest body is a guess with all its fields: 200 bytes. */
const MAX_BODY_BYTES = 4096;

/**
 * A JSON body that fits a schema. Throws `body_invalid` for what is no JSON, not declared as such or too long, and
 * `parameter_invalid`, naming each field, for what does not fit.
 */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  const type = (request.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  // A form of another site cannot send this type without asking first.
  if (type !== "application/json") {
    throw new HttpError(
      "body_invalid",
      `The body is declared as ${type === "" ? "nothing" : JSON.stringify(type)}, expected application/json.`,
    );
  }
  const checked = checkValue(schema, parse(await readText(request)), "body");
  if (checked.ok) return checked.data;
  throw misfit(checked.faults);
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
