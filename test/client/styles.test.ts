import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../server/files/project-folder.ts";

const CLIENT = join(PROJECT_FOLDER, "client");

it("a class has its rule in one style sheet: names hold for the whole page", async () => {
  const sheets = (await readdir(CLIENT, { recursive: true })).filter((name) =>
    name.endsWith(".css"),
  );
  expect(sheets.length).toBeGreaterThan(20);
  const homes = new Map<string, string[]>();
  for (const sheet of sheets) {
    const text = await readFile(join(CLIENT, sheet), "utf8");
    const names = [...text.matchAll(/^\.([a-z][\w-]*) \{/gm)].map(([, name]) => name!);
    for (const name of new Set(names)) homes.set(name, [...(homes.get(name) ?? []), sheet]);
  }
  expect([...homes].filter(([, own]) => own.length > 1)).toEqual([]);
});
