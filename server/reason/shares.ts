import { readFileSync } from "node:fs";
import { ReasonSharesSchema } from "../../core/contracts/reason-shares.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import type { Shares } from "../../core/reason/mixture.ts";
import { sharesIn, UNTRIED_SHARES } from "../../core/reason/shares.ts";
import { ConfigError } from "../settings/config.ts";

/**
 * How far a model is believed, by the operator's file.
 *
 * @param file null where there is none
 * @throws ConfigError for a file that cannot be read, or is of another model
 */
export function readShares(file: string | null, model: string): Shares {
  if (file === null) return UNTRIED_SHARES;
  const refuse = (what: string) =>
    new ConfigError([`GRATICULE_REASON_SHARES: ${file} ${what}. Correct or unset it`]);
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw refuse(cause instanceof SyntaxError ? "is not JSON" : "cannot be read");
  }
  const checked = checkValue(ReasonSharesSchema, document, "shares");
  if (!checked.ok) {
    const [{ pointer, detail } = { pointer: "shares", detail: "something else" }] = checked.faults;
    throw refuse(`has ${pointer}: ${detail}`);
  }
  if (checked.data.model !== model) {
    throw refuse(`is of the model ${checked.data.model}, and ${model} is asked`);
  }
  return sharesIn(checked.data);
}
