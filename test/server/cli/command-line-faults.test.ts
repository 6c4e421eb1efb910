import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { calledAs } from "../../../server/cli/command-line-faults.ts";
import { createProgram } from "../../../server/cli/program.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { geography } from "../../geography.ts";
import { createSink } from "../sink.ts";
import { runInTerminal } from "./terminal.ts";

const FOREIGN =
  /^error:|missing required|argument missing|not specified|too many arguments|unknown (option|command)/;

const program = await createProgram(
  ["eval"],
  {
    env: {},
    stdin: process.stdin,
    stdout: createSink().stream,
    stderr: createSink().stream,
    signal: new AbortController().signal,
    geography,
    openLocator: () => Promise.reject(new Error("No test opens a model.")),
  },
  () => {},
);

function allBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allBelow)];
}

const all = allBelow(program);
const leaves = all.filter(({ commands }) => commands.length === 0);
const groups = all.filter(({ commands }) => commands.length > 0);

function wordsOf(command: Command): string[] {
  return calledAs(command).split(" ").slice(1);
}

/** A command line with all that the command cannot do without. */
function leastOf(command: Command): string[] {
  const needed = command.options.filter(({ mandatory }) => mandatory);
  return [
    ...wordsOf(command),
    ...needed.flatMap(({ long }) => [long ?? "", "1"]),
    ...command.registeredArguments.filter(({ required }) => required).map(() => "x"),
  ];
}

async function expectRefusal(args: readonly string[], message: string): Promise<void> {
  const { exit, stdout, stderr, opened } = await runInTerminal(args);
  expect([exit, stdout, opened]).toEqual([EXIT.usage, "", []]);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(FOREIGN);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
}

describe("a command line that is not understood", () => {
  it("the walk reaches commands of every depth", () => {
    const names = leaves.map(calledAs);
    expect(names).toContain("graticule doctor");
    expect(names).toContain("graticule eval run");
    expect(names).toContain("graticule photos pull commons");
  });

  it.each(leaves.map((leaf) => [calledAs(leaf), leaf] as const))("%s", async (name, leaf) => {
    const least = leastOf(leaf);
    await expectRefusal([...least, "--nonsense"], `${name} has no option "--nonsense".`);
    await expectRefusal([...least, "-Z"], `${name} has no option "-Z".`);
    for (const option of leaf.options.filter(({ required }) => required)) {
      const before = least.filter((word) => word !== option.long);
      await expectRefusal(
        [...before, option.long ?? ""],
        `${name}: a value is missing. Write ${option.flags}`,
      );
    }
    for (const option of leaf.options.filter(({ mandatory }) => mandatory)) {
      await expectRefusal(wordsOf(leaf), `${name} needs ${option.flags}`);
    }
    const [first] = leaf.registeredArguments;
    if (first?.required) await expectRefusal(wordsOf(leaf), `${name} needs <${first.name()}`);
    if (leaf.registeredArguments.some(({ variadic }) => variadic)) return;
    const places = leaf.registeredArguments.filter(({ required }) => !required).map(() => "x");
    await expectRefusal([...least, ...places, "surplus", "y"], 'got also "surplus" and 1 more');
  });

  it.each(groups.map((group) => [calledAs(group), group] as const))("%s", async (name, group) => {
    await expectRefusal([...wordsOf(group), "dance"], `${name} has no command "dance".`);
  });

  it("near names are told", async () => {
    await expectRefusal(["predict", "x", "--top-q", "1"], "Near it: --top-k.");
    await expectRefusal(["predikt"], "Near it: predict.");
  });

  it("what was typed is shortened, and cannot look like another line", async () => {
    await expectRefusal(["doctor", `a\nb${"c".repeat(500)}`], `"a\\nb${"c".repeat(57)}..."`);
    await expectRefusal(["doctor", "--it's\u001b[2J"], 'has no option "--it\'s\\u001b[2J".');
  });
});
