import { CIRCLE } from "./circle.ts";
import { COUNTRY } from "./country.ts";
import { PIN } from "./pin.ts";
import type { RuleSet } from "./rule-set.ts";

/** All rule sets by the names that games are stored and told under; whoever has a name asks here. */
export const RULE_SETS = { pin: PIN, country: COUNTRY, circle: CIRCLE } as const satisfies Readonly<
  Record<string, RuleSet>
>;

export type Rules = keyof typeof RULE_SETS;

export const RULE_NAMES = Object.keys(RULE_SETS) as readonly Rules[];

/** The rule sets in which a guess is a pin and its distance alone counts. */
export const DISTANCE_RULES: readonly Rules[] = RULE_NAMES.filter(
  (name) => RULE_SETS[name].countsDistance,
);
