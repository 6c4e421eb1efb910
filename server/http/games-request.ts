import type { Request, Response } from "express";
import type * as z from "zod";
import { type Fault, GraticuleError } from "../../core/contracts/errors.ts";
import type { Signer } from "../game/ids.ts";
import { newId } from "../game/ids.ts";
import { HttpError } from "./problems.ts";

// What a request about games brings: a cookie, a small JSON body, a key.

const COOKIE = "graticule_player";
const COOKIE_AGE_S = 365 * 24 * 3600;
/** The longest body is a guess with all its fields: 200 bytes. */
const MAX_BODY_BYTES = 4096;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;

/** The player of a request by its signed cookie; null for strangers and forgeries. */
export function playerOf(request: Request, signer: Signer): string | null {
  const pairs = (request.get("cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  const value = pairs.find(([name]) => name === COOKIE)?.[1];
  return value === undefined ? null : signer.verify(value);
}

/** The player of a request, or a new one, who gets a cookie. */
export function ensurePlayer(request: Request, response: Response, signer: Signer): string {
  const id = playerOf(request, signer) ?? newId();
  setCookie(request, response, signer.sign(id), COOKIE_AGE_S);
  return id;
}

export function forgetPlayer(request: Request, response: Response): void {
  setCookie(request, response, "", 0);
}

function setCookie(request: Request, response: Response, value: string, ageS: number): void {
  const secure = request.secure ? "; Secure" : "";
  response.setHeader(
    "Set-Cookie",
    `${COOKIE}=${value}; Path=/v1; Max-Age=${ageS}; HttpOnly; SameSite=Strict${secure}`,
  );
}

/** The Idempotency-Key of a request, or null. Throws `body_invalid` for one that is not 1 to 128 printable characters. */
export function idempotencyKeyOf(request: Request): string | null {
  const key = request.get("idempotency-key");
  if (key === undefined) return null;
  if (IDEMPOTENCY_KEY.test(key)) return key;
  throw new HttpError(
    "body_invalid",
    "Idempotency-Key: expected 1 to 128 printable characters without spaces.",
  );
}

/**
 * A JSON body that fits a schema. Throws `body_invalid` for what is no JSON, not declared as such or too long, and
 * `parameter_invalid`, naming each field, for what does not fit.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const type = (request.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  // A form of another site cannot send this type without asking first.
  if (type !== "application/json") {
    throw new HttpError(
      "body_invalid",
      `The body is declared as ${type === "" ? "nothing" : JSON.stringify(type)}, expected application/json.`,
    );
  }
  const parsed = schema.safeParse(parse(await readText(request)));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }): Fault => ({
      pointer: ["body", ...path.map(String)].join("/"),
      detail: message,
    }),
  );
  const named = faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join("; ");
  throw new GraticuleError("parameter_invalid", named, { faults });
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
