import { describe, expect, it } from "vitest";
import {
  filled,
  widthOf,
  withoutEnd,
  withoutStart,
  wrapped,
} from "../../../server/cli/text-width.ts";
import { createRandom } from "../../random.ts";

describe("text on a terminal", () => {
  it.each([
    ["", 0],
    ["Malmö", 5],
    ["Malmo\u0308", 5],
    ["日本語", 6],
    ["서울", 4],
    ["ﾃｽﾄ", 3],
    ["Ｗ", 2],
    ["📷 a", 4],
    ["שלום", 4],
  ])("%j takes %i columns", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it("is cut to the width at the end that tells less, and filled up to it", () => {
    expect(withoutStart("trip/photo-001.jpg", 12)).toBe("…oto-001.jpg");
    expect(withoutEnd("Castilla-La Mancha", 10)).toBe("Castilla-…");
    expect(withoutStart("写真.jpg", 7)).toBe("…真.jpg");
    expect(withoutEnd("日本語", 4)).toBe("日…");
    expect(filled("日本", 6)).toBe("日本  ");
    expect(filled("too long", 3)).toBe("too long");
  });

  it("never takes more than the width, and loses nothing where it fits or is broken into lines", () => {
    const random = createRandom(7);
    const letters = ["a", "é", "日", "e\u0301", "📷", " ", "-", "서"];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: random.integer(40) }, () => letters[random.integer(8)]);
      const whole = text.join("");
      const width = 2 + random.integer(30);
      for (const cut of [withoutStart(whole, width), withoutEnd(whole, width)]) {
        expect(widthOf(cut)).toBeLessThanOrEqual(width);
        if (widthOf(whole) <= width) expect(cut).toBe(whole);
      }
      const lines = wrapped(whole, width);
      expect(lines.join(" ")).toBe(whole);
      for (const line of lines) {
        if (line.includes(" ")) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});
