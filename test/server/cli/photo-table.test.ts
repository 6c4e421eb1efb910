import { describe, expect, it } from "vitest";
import { createPhotoTable } from "../../../server/cli/photo-table.ts";
import { widthOf } from "../../../server/cli/text-width.ts";
import { createPrediction } from "../../core/formats/prediction.ts";

const FILES = ["/photos/trip/one.jpg", "/photos/trip/休暇の写真.jpg", "/photos/trip/broken.jpg"];
const REASON =
  "The file is nothing but zeros, as an interrupted copy leaves, expected a photo: JPEG, PNG or WebP. Its content is lost: copy it again from where it was.";

function linesAt(columns: number): string[] {
  const table = createPhotoTable(FILES, columns);
  const rows = [
    table.row({ file: FILES[0]!, prediction: createPrediction(), thumbnail: null }),
    table.row({ file: FILES[1]!, prediction: createPrediction(), thumbnail: null }),
    table.row({ file: FILES[2]!, reason: REASON, thumbnail: null }),
  ];
  return `${table.head}${rows.join("")}`.trimEnd().split("\n");
}

describe("createPhotoTable", () => {
  it.each([60, 76, 80, 100, 200])("fits a terminal of %i columns, reasons included", (columns) => {
    const lines = linesAt(columns);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(columns < 76 ? /LAT +LNG$/ : /LNG +50 % AREA KM2$/);
    const [, one, wide] = lines;
    expect(one).toMatch(/one\.jpg +Peru +60 % +-12\.5000 +-77\.2500/);
    // Wide letters leave the columns where they are.
    expect(widthOf(wide!)).toBe(widthOf(one!));
    expect(wide).toMatch(/写真\.jpg +Peru/);
  });

  it.each([60, 80, 200])("tells why there is no answer, whole, at %i columns", (columns) => {
    const reason = linesAt(columns).slice(3);
    expect(reason[0]).toMatch(/broken\.jpg +no answer: The file is nothing/);
    const column = reason[0]!.indexOf("no answer");
    const words = reason.map((line) => line.slice(column)).join(" ");
    expect(words).toBe(`no answer: ${REASON}`);
    for (const line of reason.slice(1)) expect(line.slice(0, column).trim()).toBe("");
  });

  it("has rows at any width, however little is left of them", () => {
    expect(linesAt(20)[1]).toContain("one.jpg");
    expect(linesAt(1)[1]).toContain("one.jpg");
  });
});
