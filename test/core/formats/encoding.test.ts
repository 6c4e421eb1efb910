import { describe, expect, it } from "vitest";
import { decodeText, encodingOf } from "../../../core/formats/encoding.ts";
import { linesOf } from "../../../core/formats/lines.ts";

const TABLE = "id;lat;lon\r\nGröße.jpg;48,8584;2,2945\r\n";
const little = Buffer.from(TABLE, "utf16le");
const big = Buffer.from(little).swap16();
const mark = Buffer.from("\uFEFF", "utf16le");

describe("decodeText", () => {
  it.each([
    ["UTF-8", Buffer.from(TABLE), "utf-8"],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${TABLE}`), "utf-8"],
    ["UTF-16 little endian", Buffer.concat([mark, little]), "utf-16le"],
    ["without a mark", little, "utf-16le"],
    ["UTF-16 big endian", Buffer.concat([Buffer.from(mark).swap16(), big]), "utf-16be"],
    ["big endian without a mark", big, "utf-16be"],
    ["Windows-1252", Buffer.from(TABLE, "latin1"), "utf-8"],
  ])("%s", (_name, bytes, encoding) => {
    expect(encodingOf(bytes)).toBe(encoding);
    expect(decodeText(bytes)).toBe(TABLE);
  });

  it("takes what is no text for no UTF-16", () => {
    expect(encodingOf(new Uint8Array(1000))).toBe("utf-8");
    expect(encodingOf(new Uint8Array(0))).toBe("utf-8");
  });
});

describe("linesOf", () => {
  it.each([
    ["little", little],
    ["big", big],
  ])("reads UTF-16, %s endian, in portions that part letters", async (_name, bytes) => {
    async function* portions() {
      yield bytes.subarray(0, 33);
      for (let at = 33; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
    }
    const texts: string[] = [];
    for await (const { text } of linesOf(portions())) texts.push(text);
    expect(texts).toEqual(TABLE.trimEnd().split("\r\n"));
  });
});
