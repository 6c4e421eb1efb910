import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";

const EVALUATION = fileURLToPath(new URL("../../../core/eval", import.meta.url));

/** The rooms of the evaluation; each may import from those before it. Fitting and report do not know each other. */
const ROOMS = [
  "benchmarks",
  "reading",
  "audit",
  "scoring",
  "figures",
  "fitting",
  "albums",
  "report",
];

const FILES = globSync(["*/**/*.ts"], { cwd: EVALUATION }).sort();

describe("rooms of the evaluation", () => {
  it.each(FILES)("%s imports from earlier rooms only", (file) => {
    const text = readFileSync(join(EVALUATION, file), "utf8");
    const room = file.split("/")[0]!;
    const later = ROOMS.slice(ROOMS.indexOf(room) + 1);
    const strangers = room === "report" ? ["fitting"] : later;
    for (const [, name] of text.matchAll(/from "(\.[^"]+)"/g)) {
      const target = relative(EVALUATION, resolve(EVALUATION, dirname(file), name!));
      if (target.startsWith("..")) continue;
      expect(ROOMS, `${file} imports ${name}`).toContain(target.split("/")[0]);
      expect(strangers, `${file} imports ${name}`).not.toContain(target.split("/")[0]);
    }
  });
});
