import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gitNameOfFile, sha256OfFile } from "../../../server/files/checksum.ts";
import { temporaryFolder } from "../model/fixture.ts";

describe("checksums of a file", () => {
  it("are those of sha256sum and git hash-object", async () => {
    const file = join(await temporaryFolder(), "hello");
    await writeFile(file, "hello\n");
    expect(await sha256OfFile(file)).toBe(
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
    );
    expect(await gitNameOfFile(file, 6)).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
  });

  it("need a file", async () => {
    const file = join(await temporaryFolder(), "nothing");
    await expect(sha256OfFile(file)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
