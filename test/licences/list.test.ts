import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { satisfies } from "semver";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { LIST_FILE, listLicences } from "../../licences/list.ts";
import { PROJECT_FOLDER } from "../../server/files/project-folder.ts";

const read = (file: string) => readFile(join(PROJECT_FOLDER, file), "utf8");

const LockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      engines: z.union([z.record(z.string(), z.string()), z.array(z.string())]).optional(),
    }),
  ),
});

describe("licences", () => {
  it("are listed as the lock file has them (`npm run licences` makes the list anew)", async () => {
    expect(await read(LIST_FILE)).toBe(await listLicences(PROJECT_FOLDER));
  });

  it("that ask for more than their text are in NOTICE, the weights' too", async () => {
    const notice = await read("NOTICE");
    const list = await read(LIST_FILE);
    const asking = [...list.matchAll(/^## (.+)$/gm)]
      .map(([, licence]) => licence!)
      .filter(
        (licence) =>
          !/\b(MIT|ISC|0BSD|B[SD]{2}(?:-[23]-Clause)?|Apache-2\.0|Unlicense)\b/.test(licence),
      );
    expect(asking.length).toBeGreaterThan(3);
    for (const licence of asking) {
      for (const one of licence.match(/[A-Z]+(?:-BY)?-\d\.\d/g) ?? [licence]) {
        expect(notice, licence).toContain(one.replace("CC-BY-", "CC BY "));
      }
    }
    const { licence, name } = JSON.parse(await read("models/preview/bundle.json"));
    expect(notice).toContain(
      `"${name}" (models/preview) are ${licence.replaceAll(/-(?!NC)/g, " ")}`,
    );
    const { attribution } = JSON.parse(await read("geodata/data/manifest.json"));
    expect(notice.replaceAll(/\s+/g, " ")).toContain(attribution);
  });
});

describe("packages", () => {
  it("all run on the least Node that package.json states, so that `npm ci` has nothing to warn of", async () => {
    const least = `${JSON.parse(await read("package.json")).engines.node.replace(">=", "")}.0`;
    const { packages } = LockSchema.parse(JSON.parse(await read("package-lock.json")));
    const misfits = Object.entries(packages).filter(([path, { engines }]) => {
      const wanted = engines && !Array.isArray(engines) ? engines.node : undefined;
      return path !== "" && wanted !== undefined && !satisfies(least, wanted);
    });
    expect(misfits.map(([path]) => path)).toEqual([]);
  });
});
