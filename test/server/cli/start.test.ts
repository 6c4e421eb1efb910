import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** The packages that a file and what it imports load at once: neither types nor what is imported later. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(file)) return found;
  seen.add(file);
  const text = readFileSync(file, "utf8").replaceAll(/^(?:im|ex)port type[^;]*;/gm, "");
  for (const [, name] of text.matchAll(/(?:^import|\bfrom) "([^"]+)";/gm)) {
    if (name!.startsWith(".")) {
      for (const inner of packagesOf(resolve(dirname(file), name!), seen)) found.add(inner);
    } else if (!name!.startsWith("node:")) found.add(name!);
  }
  return found;
}

describe("the command line", () => {
  it("loads no model, no image decoder and no database before a command asks for them", () => {
    const program = fileURLToPath(new URL("../../../server/cli.ts", import.meta.url));
    expect([...packagesOf(program)].sort()).toEqual(["commander", "zod"]);
  });
});
