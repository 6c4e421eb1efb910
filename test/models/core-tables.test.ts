import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coreTables } from "../../models/training/core-tables.ts";

describe("models/training/core.json", () => {
  it("is what core says now; `npx tsx models/training/write-core-tables.ts` writes it", () => {
    const file = new URL("../../models/training/core.json", import.meta.url);
    expect(readFileSync(file, "utf8")).toBe(coreTables());
  });
});
