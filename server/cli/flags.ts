import type { Command } from "commander";
import { DEFAULT_OPTIONS } from "../../core/contracts/options.ts";
import { type Config, type SettingName, showSetting } from "../settings/config.ts";
import { SETTINGS } from "../settings/table.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as commander hands them over, by the names of their settings; hints may be repeated. */
export type Flags = Readonly<Partial<Record<SettingName, string | boolean>>> & {
  readonly within?: readonly string[];
  readonly exclude?: readonly string[];
};

/** The flags laid over the environment, so that both are read by the same rules and messages. */
export function withFlags(env: Terminal["env"], flags: Flags): Terminal["env"] {
  const given = Object.entries(flags).filter(([name, value]) => {
    // Commander sets `progress` to true when `--no-progress` is absent.
    const isAbsentNegation = name === "progress" && value === true;
    return !Array.isArray(value) && !isAbsentNegation;
  });
  const overrides = given.map(([name, value]) => [
    SETTINGS[name as SettingName].env,
    String(value),
  ]);
  return { ...env, ...Object.fromEntries(overrides) };
}

/** What a flag is for, with its variable, and what counts when neither is given. */
export function withEnv(help: string, setting: SettingName): string {
  const { env, fallback } = SETTINGS[setting];
  // Folders and what was chosen differ from machine to machine; `graticule config` tells them.
  const otherwise = DEFAULT_WORDS[setting] ?? showSetting(fallback({}));
  const isUnset = otherwise === "" || setting === "bundle";
  return `${help} [${env}${isUnset ? "" : `, default ${otherwise}`}]`;
}

/** Defaults that are not the setting's own. */
const DEFAULT_WORDS: Readonly<Partial<Record<SettingName, string>>> = {
  format: "table on a terminal, else json",
  topK: String(DEFAULT_OPTIONS.topK),
  prior: DEFAULT_OPTIONS.prior,
  ranking: DEFAULT_OPTIONS.ranking,
  crops: String(DEFAULT_OPTIONS.crops),
  regions: DEFAULT_OPTIONS.regions.join(","),
  geometry: "none with table and csv, else outline",
  maxCells: `${DEFAULT_OPTIONS.maxCells} with --cells`,
  variant: "what the machine holds",
  // Their flags say no.
  progress: "",
};

/** Gives a command the flags for hints. */
export function addHints(command: Command): Command {
  return command
    .option(
      "--within <area>",
      withEnv(
        'only there: "Sweden,NO", Europe, "within 20 km of the sea", "above 1500 m", GeoJSON or its file; any of one, all when repeated',
        "within",
      ),
      collect,
    )
    .option("--exclude <area>", withEnv("not there: written like --within", "exclude"), collect);
}

/** The hints in effect: those given, else the one of the environment. */
export function hintsOf({ within, exclude }: Flags, config: Config) {
  return {
    within: within ?? (config.within === null ? [] : [config.within]),
    exclude: exclude ?? (config.exclude === null ? [] : [config.exclude]),
  };
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
