import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeApi } from "../../../server/http/openapi.ts";
import { PROBLEMS } from "../../../server/http/problems.ts";
import { FORMATS } from "../../../server/options/formats.ts";
import { PARAMETERS } from "../../../server/options/parameters.ts";
import { PROJECT_FOLDER } from "../../../server/settings/folders.ts";
import { SETTINGS } from "../../../server/settings/settings.ts";

const PAGE = await readFile(join(PROJECT_FOLDER, "docs", "http-api.md"), "utf8");

describe("docs/http-api.md", () => {
  it.each(Object.keys(describeApi({ version: "0", token: null }).paths))(
    "has the route %s",
    (path) => {
      expect(PAGE).toContain(` ${path}\``);
    },
  );

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
