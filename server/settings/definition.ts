import { resolve } from "node:path";
import * as z from "zod";

/** One setting: the environment variable that sets it, what it may be, and what it is otherwise. */
export interface Setting<T> {
  readonly env: string;
  readonly help: string;
  readonly expected: string;
  readonly schema: z.ZodType<T, string>;
  /** Given the environment, since some defaults are folders that it names. */
  fallback(env: Environment): T;
  readonly secret?: true;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const onOff = z.stringbool({
  truthy: ["on", "true", "1", "yes"],
  falsy: ["off", "false", "0", "no"],
});
export const text = z.string().min(1);
const integer = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least).max(most));
export const path = text.transform((value) => resolve(value));

export function integerSetting(
  env: string,
  least: number,
  most: number,
  fallback: number,
  help: string,
) {
  return {
    env,
    help,
    expected: `an integer from ${least} to ${most}`,
    schema: integer(least, most),
    fallback: () => fallback,
  };
}

export function onOffSetting(env: string, fallback: boolean, help: string) {
  return { env, help, expected: "on or off", schema: onOff, fallback: () => fallback };
}

/** A flag of the command line as an environment variable; null leaves it unset. */
export function flagSetting(env: string, help: string): Setting<string | null> {
  return { env, help, expected: "a text", schema: text, fallback: () => null };
}

export const Origin = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.origin === value) return value;
  context.addIssue("not an origin");
  return z.NEVER;
});

export const HttpUrl = z.string().refine((value) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol);
});

/** A map of the operator's: an http(s) address without a name and password, or the path of a style or PMTiles file. */
export const BasemapName = z.string().transform((value, context) => {
  if (/^[a-z][a-z0-9+.-]+:/i.test(value)) {
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url && /^https?:$/.test(url.protocol) && url.username === "") return value;
  } else if (/\.(json|pmtiles)$/i.test(value)) {
    return resolve(value);
  }
  context.addIssue("neither an address nor such a file");
  return z.NEVER;
});

/** Values separated by commas. */
export function list(item: z.ZodType<string, string>): z.ZodType<string[], string> {
  return z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(item));
}
