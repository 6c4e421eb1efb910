import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../../core/contracts/formats.ts";
import { PARAMETERS } from "../../../core/contracts/parameters.ts";
import { PROJECT_FOLDER } from "../../../server/files/project-folder.ts";
import { PROBLEMS } from "../../../server/http/problems/table.ts";
import { ROUTES } from "../../../server/http/routes/all.ts";
import { SETTINGS } from "../../../server/settings/table.ts";

const PAGE = await readFile(join(PROJECT_FOLDER, "docs", "http-api.md"), "utf8");

describe("docs/http-api.md", () => {
  it("lists the routes as their contracts have them, and no others", () => {
    const rows = ROUTES.map(
      ({ contract: { method, path, summary } }) => `| \`${method} ${path}\` | ${summary} |`,
    );
    const listed = PAGE.match(/^\| `(?:GET|POST|PATCH|DELETE) .*$/gm);
    expect(listed).toEqual(rows);
  });

  it.each(PARAMETERS.map(({ name }) => name))("has the parameter %s", (name) => {
    expect(PAGE).toContain(`| \`${name}\` |`);
  });

  it.each(Object.entries(FORMATS))("has the format %s", (name, type) => {
    expect(PAGE).toContain(`| \`${name}\` | \`${type}\` |`);
  });

  it.each(Object.entries(PROBLEMS))(
    "explains %s as the service does",
    (code, { status, title, remedy }) => {
      expect(PAGE).toContain(`| ${status} | \`${code}\` | ${title}. ${remedy} |`);
    },
  );

  it.each(Object.values(SETTINGS).map(({ env, help }) => [env, help]))(
    "explains %s as the program does",
    (env, help) => {
      expect(PAGE).toMatch(
        new RegExp(
          `^\\| \`${env}\` \\|.*\\| ${help.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")} \\|$`,
          "m",
        ),
      );
    },
  );
});
