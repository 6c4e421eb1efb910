import { writeFileSync } from "node:fs";
import { coreTables } from "./core-tables.ts";

// `npx tsx models/training/write-core-tables.ts`, whenever core's tables change.

writeFileSync(new URL("core.json", import.meta.url), coreTables());
