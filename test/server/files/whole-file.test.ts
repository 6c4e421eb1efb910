import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeWhole } from "../../../server/files/whole-file.ts";
import { temporaryFolder } from "../model/fixture.ts";

describe("writeWhole", () => {
  it.each([false, true])(
    "makes the folder and replaces what is there, synced: %s",
    async (isSynced) => {
      const folder = join(await temporaryFolder(), "new");
      const file = join(folder, "notes.txt");
      await writeWhole(file, "first and longer", { isSynced });
      await writeWhole(file, new TextEncoder().encode("second"), { isSynced });
      expect(await readFile(file, "utf8")).toBe("second");
      expect(await readdir(folder)).toEqual(["notes.txt"]);
    },
  );

  it("shows one whole content while several write at once", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "notes.txt");
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(1 << 20));
    await Promise.all(texts.map((text) => writeWhole(file, text)));
    expect(texts).toContain(await readFile(file, "utf8"));
    expect(await readdir(folder)).toEqual(["notes.txt"]);
  });

  it("leaves nothing behind when it cannot be put in place", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "taken", "inside"), "");
    await expect(writeWhole(join(folder, "taken"), "text")).rejects.toMatchObject({
      code: expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST/),
    });
    expect(await readdir(folder)).toEqual(["taken"]);
  });
});
