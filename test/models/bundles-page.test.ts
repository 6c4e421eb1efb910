import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BundleSchema, partFiles } from "../../core/contracts/bundle.ts";
import { PROJECT_FOLDER } from "../../server/files/project-folder.ts";

it("docs/bundles.md shows a bundle that the contract takes, with every file it lists", async () => {
  const page = await readFile(join(PROJECT_FOLDER, "docs", "bundles.md"), "utf8");
  const example = JSON.parse(/```json\n(\{.*?)```/s.exec(page)![1]!);
  const manifest = BundleSchema.parse({ ...example, files: {} });
  const shown = /```\nmy-bundle\/\n(.*?)```/s.exec(page)![1]!.trim().split(/\s+/);
  expect(partFiles(manifest).sort()).toEqual(shown.filter((name) => name !== "bundle.json").sort());
});
