import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const LockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

/** How packages of before 2015 state their licence; the lock file leaves it out. */
const OldPackageSchema = z.object({ licenses: z.array(z.object({ type: z.string() })).min(1) });

/** Packages whose version here states none, with what later versions of them state. */
const STATED_LATER: Readonly<Record<string, string>> = {
  "@mapbox/jsonlint-lines-primitives": "MIT",
};

/** The file that the list is kept in. */
export const LIST_FILE = "licences/dependencies.md";

const HEAD = `# Licences of the packages that Graticule runs with

Made from \`package-lock.json\` by \`npm run licences\`; a test fails when it is not current. It names every package that
\`npm ci --omit=dev\` may install, builds for other systems too, under the licence that the package itself declares. \`NOTICE\` says
what follows from those that ask for more than their text being passed on.
`;

/** A folder's production dependencies by licence, as Markdown. Throws when a package states no licence. */
export async function listLicences(folder: string): Promise<string> {
  const lock = LockSchema.parse(
    JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8")),
  );
  const byLicence = new Map<string, Set<string>>();
  for (const [path, { version, license, dev, devOptional }] of Object.entries(lock.packages)) {
    if (path === "" || dev || devOptional) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const licence = license ?? STATED_LATER[name] ?? (await statedLicence(join(folder, path)));
    const names = byLicence.get(licence) ?? new Set();
    byLicence.set(licence, names.add(`${name} ${version}`));
  }
  const sections = [...byLicence]
    .sort(([a], [b]) => compare(a, b))
    .map(([licence, names]) => `## ${licence}\n\n${[...names].sort(compare).join(",\n")}\n`);
  return [HEAD, ...sections].join("\n");
}

async function statedLicence(folder: string): Promise<string> {
  const { licenses } = OldPackageSchema.parse(
    JSON.parse(await readFile(join(folder, "package.json"), "utf8")),
  );
  return licenses.map(({ type }) => type).join(" OR ");
}

/** The same order on every system. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
