import { describe, expect, it } from "vitest";
import { printable, quote } from "../../../core/contracts/quote.ts";

describe("text of others in a line of ours", () => {
  it("escapes what cannot be seen, ends a line or turns the direction of writing", () => {
    expect(printable("a\nb\u001b[2J\u009b\u202e\u2066\u2028\ufeff\u{e0041}")).toBe(
      "a\\nb\\u001b[2J\\u009b\\u202e\\u2066\\u2028\\ufeff\\u{e0041}",
    );
  });

  it("leaves letters of every writing and joined emoji as they are", () => {
    for (const text of ["Größe", "東京", "نمی\u200cخواهم", "👨\u200d👩\u200d👧"]) {
      expect(printable(text)).toBe(text);
    }
  });

  it("quotes and cuts, never through a letter", () => {
    expect(quote('say "no"\\')).toBe('"say \\"no\\"\\\\"');
    expect(quote("😀".repeat(70))).toBe(`"${"😀".repeat(60)}..."`);
    expect(quote("x".repeat(60))).toBe(`"${"x".repeat(60)}"`);
  });
});
