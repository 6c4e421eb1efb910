import type { Environment, Setting } from "./definition.ts";
import { SETTINGS } from "./table.ts";

export type SettingName = keyof typeof SETTINGS;

/** The settings in effect. */
export type Config = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
};

/** Used by the tools around the service, not by it. */
const OTHER_NAMES = ["GRATICULE_URL"];

/** Everything that is wrong with the environment, one line a fault. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} fault(s):\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/**
 * The settings from the environment, frozen. Empty variables count as unset.
 * Throws ConfigError with all problems at once, misspelt GRATICULE_ names among them.
 */
export function readConfig(env: Environment): Config {
  const problems = unknownNames(env);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]) {
    const given = env[setting.env];
    if (given === undefined || given === "") {
      values[name] = setting.fallback(env);
      continue;
    }
    const parsed = setting.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(describe(setting, given));
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Config;
}

/** One line of `graticule config`. */
export interface EffectiveSetting {
  readonly env: string;
  readonly value: string;
  readonly source: "environment" | "default";
  readonly help: string;
}

/** Every setting with its value, secrets masked, and where it came from. */
export function listSettings(config: Config, env: Environment): EffectiveSetting[] {
  return (Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]).map(([name, setting]) => ({
    env: setting.env,
    value: show(config[name], setting.secret === true),
    source: env[setting.env] ? "environment" : "default",
    help: setting.help,
  }));
}

function show(value: unknown, secret: boolean): string {
  const text = showSetting(value);
  if (text === "") return "(unset)";
  return secret ? "********" : text;
}

/** A setting's value as one writes it; empty where it is unset. */
export function showSetting(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return "";
  if (typeof value === "boolean") return value ? "on" : "off";
  return String(value);
}

function describe({ env, expected, secret }: Setting<unknown>, given: string): string {
  const came = secret ? "something else" : JSON.stringify(given);
  return `${env}: expected ${expected}, got ${came}`;
}

function unknownNames(env: Environment): string[] {
  const known = new Set([...Object.values(SETTINGS).map((setting) => setting.env), ...OTHER_NAMES]);
  return (
    Object.keys(env)
      // `eval` has its own (server/cli/eval-flags.ts): they say how one command runs, not how the service does.
      .filter((name) => name.startsWith("GRATICULE_") && !name.startsWith("GRATICULE_EVAL_"))
      .filter((name) => !known.has(name))
      .map((name) => `${name}: there is no such setting; \`graticule config\` lists all`)
  );
}
