import type { Request } from "express";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { FORMATS, type FormatName, FormatSchema } from "../../core/contracts/formats.ts";
import { quote } from "../../core/contracts/quote.ts";

/** The form of the answer: the parameter `format` if it is given, else what `Accept` prefers, else JSON. */
export function chooseFormat(request: Request, format: string | undefined): FormatName {
  if (format !== undefined) return readFormat(format);
  const accepted = request.accepts(Object.values(FORMATS));
  const found = Object.entries(FORMATS).find(([, type]) => type === accepted);
  return found ? (found[0] as FormatName) : "json";
}

function readFormat(format: string): FormatName {
  const chosen = FormatSchema.safeParse(format);
  if (chosen.success) return chosen.data;
  const came = quote(format);
  const detail = `format: expected one of ${FormatSchema.options.join(", ")}, got ${came}`;
  throw new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: "query/format", detail }],
  });
}
