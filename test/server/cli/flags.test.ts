import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addHints, type Flags, hintsOf, withFlags } from "../../../server/cli/flags.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { runInTerminal } from "./terminal.ts";

/** The hints in effect on a command line, with an environment. */
function hints(args: readonly string[], env: Record<string, string>) {
  const command = addHints(new Command()).parse([...args], { from: "user" });
  const flags = command.opts<Flags>();
  return hintsOf(flags, readConfig(withFlags(env, flags)));
}

describe("the flags for hints", () => {
  it("may be repeated, and count instead of the environment", () => {
    const env = { GRATICULE_WITHIN: "Norway", GRATICULE_EXCLUDE: "Oslo" };
    expect(hints(["--within", "Sweden", "--within", "Europe"], env)).toEqual({
      within: ["Sweden", "Europe"],
      exclude: ["Oslo"],
    });
    expect(hints([], {})).toEqual({ within: [], exclude: [] });
  });

  it("say the same wherever they stand", async () => {
    const [predict, explain] = await Promise.all(
      ["predict", "explain"].map(async (name) => (await runInTerminal([name, "--help"])).stdout),
    );
    const about = /not there: written like --within \[GRATICULE_EXCLUDE\]/;
    expect(predict!.replaceAll(/\s+/g, " ")).toMatch(about);
    expect(explain!.replaceAll(/\s+/g, " ")).toMatch(about);
  });
});
