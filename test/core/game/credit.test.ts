import { expect, it } from "vitest";
import { creditWords, NOT_STATED } from "../../../core/game/credit.ts";

it.each([
  ["Ada Lovelace", "CC BY 4.0", "Photo: Ada Lovelace, CC BY 4.0"],
  ["Ada Lovelace", NOT_STATED, "Photo: Ada Lovelace, licence not stated"],
  [NOT_STATED, "CC0 1.0", "Photo: author not stated, CC0 1.0"],
  [NOT_STATED, NOT_STATED, "Photo: author and licence not stated"],
])("a photo of %s under %s", (attribution, licence, words) => {
  expect(creditWords({ attribution, licence })).toBe(words);
});
