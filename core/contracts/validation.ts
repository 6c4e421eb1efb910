import type * as z from "zod";
import type { Fault } from "./errors.ts";
import { printable } from "./quote.ts";

// The one place where what a schema refuses is put into words: what was wanted, and what came. The validator's own
// messages never leave it. A schema's own words (`error`) say what is wanted, as a phrase: "a path inside the bundle"; or
// they are a sentence with its full stop, which stands for itself.

export type Checked<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * A value against a schema.
 *
 * @param at where the value stands, the beginning of each fault's pointer: `body`, `bundle.json`
 */
export function checkValue<S extends z.ZodType>(
  schema: S,
  value: unknown,
  at: string,
): Checked<z.output<S>> {
  const parsed = schema.safeParse(value, { error: wanted, reportInput: true });
  return parsed.success
    ? { ok: true, data: parsed.data }
    : { ok: false, faults: faultsOf(parsed.error.issues, at) };
}

/** One fault for each issue; where there are alternatives, those of the one that comes nearest. */
function faultsOf(issues: readonly z.core.$ZodIssue[], at: string): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const pointer = [at, ...issue.path.map(String)].join("/");
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const branches = issue.errors.map((branch) => faultsOf(branch, pointer));
      return branches.reduce((best, branch) => (branch.length < best.length ? branch : best));
    }
    if (issue.code === "unrecognized_keys") {
      return [{ pointer, detail: `unknown: ${issue.keys.map(quote).join(", ")}` }];
    }
    const isSentence = issue.message.endsWith(".");
    return [
      {
        pointer,
        detail: isSentence ? issue.message : `expected ${issue.message}, got ${came(issue)}`,
      },
    ];
  });
}

/** What was wanted, where the schema has no words of its own. */
function wanted(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return KINDS[issue.expected] ?? `a value of the kind ${issue.expected}`;
    case "too_big":
      return bound(
        issue.inclusive === false ? "less than" : "at most",
        issue.maximum,
        issue.origin,
      );
    case "too_small":
      return bound(
        issue.inclusive === false ? "more than" : "at least",
        issue.minimum,
        issue.origin,
      );
    case "invalid_value":
      return issue.values.length === 1
        ? quote(issue.values[0])
        : `one of ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return issue.pattern === undefined
        ? `a text of the form ${issue.format}`
        : `a text that fits ${issue.pattern}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_key":
      return "another name";
    default:
      return "something else";
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "an integer",
  boolean: "true or false",
  null: "null",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
};

function bound(relation: string, limit: number | bigint, origin: string): string {
  const counted = COUNTED[origin];
  return counted === undefined
    ? `${relation} ${limit}`
    : `${relation} ${limit} ${counted[Number(limit) === 1 ? 0 : 1]}`;
}

/** What came, short and printable. */
function came({ code, input, ...issue }: z.core.$ZodIssue): string {
  if (input === undefined) return "nothing";
  if (Array.isArray(input)) return `a list of ${input.length}`;
  if (typeof input === "object" && input !== null) return "an object";
  const isCounted = (code === "too_big" || code === "too_small") && typeof input === "string";
  return isCounted && "origin" in issue ? `${input.length}: ${quote(input)}` : quote(input);
}

/** Longest part of a value that is said back. */
const SHOWN = 60;

/** JSON, which writes control characters as escapes. */
function quote(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : String(value);
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
  return printable(typeof value === "string" ? JSON.stringify(short) : short);
}
