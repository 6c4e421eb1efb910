import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LIST_FILE, listLicences } from "./list.ts";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));

await writeFile(join(PROJECT, LIST_FILE), await listLicences(PROJECT));
