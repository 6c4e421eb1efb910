import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SQL = /["'`]\s*(?:select\s.+\sfrom|insert into|update \w+ set|delete from)\s/i;

it("only the store makes statements", () => {
  const sources = globSync("{core,server,client,bench}/**/*.{ts,tsx}", { cwd: ROOT });
  const speaking = sources.filter((file) => {
    const text = readFileSync(`${ROOT}/${file}`, "utf8");
    return text.includes('from "kysely"') || SQL.test(text);
  });
  expect(speaking.length).toBeGreaterThan(5);
  expect(speaking.filter((file) => !file.startsWith("server/store/"))).toEqual([]);
});
