import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `package.json`, `models/` and `geodata/`: found upwards, since the program also runs compiled. */
export const PROJECT_FOLDER = folderWith("package.json", fileURLToPath(import.meta.url));

function folderWith(name: string, below: string): string {
  const folder = dirname(below);
  if (existsSync(join(folder, name))) return folder;
  if (folder === below) throw new Error(`There is no ${name} above ${import.meta.url}.`);
  return folderWith(name, folder);
}
