import { readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rememberedChecksums } from "../../../server/model/file-stamps.ts";
import { temporaryFolder } from "./fixture.ts";

const A = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
const B = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";

async function sum(file: string, cache: string): Promise<string> {
  const checksums = await rememberedChecksums(cache);
  const sha256 = await checksums.sha256(file);
  await checksums.save();
  return sha256;
}

describe("rememberedChecksums", () => {
  it("remembers a file that was not written since", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "a");
    const cache = join(folder, "cache");
    await writeFile(file, "a");
    expect(await sum(file, cache)).toBe(A);
    // Proof that it is remembered: what is kept is believed.
    const kept = join(cache, "checksums.json");
    await writeFile(kept, (await readFile(kept, "utf8")).replace(A, B));
    expect(await sum(file, cache)).toBe(B);
  });

  it("reads a file again that was written, even when its size and date are the same", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "a");
    const date = new Date(1.7e12);
    await writeFile(file, "a");
    await utimes(file, date, date);
    expect(await sum(file, folder)).toBe(A);
    await writeFile(file, "b");
    await utimes(file, date, date);
    expect(await sum(file, folder)).toBe(B);
  });

  it("does without a cache that is damaged or cannot be written", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "a");
    await writeFile(file, "a");
    await writeFile(join(folder, "checksums.json"), "{");
    expect(await sum(file, folder)).toBe(A);
    expect(await sum(file, join(file, "below-a-file"))).toBe(A);
  });
});
