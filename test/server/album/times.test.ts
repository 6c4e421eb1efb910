import { describe, expect, it } from "vitest";
import { parseTimes, timeOf } from "../../../server/album/times.ts";

const parse = (text: string) => parseTimes(text, (message) => new Error(message));
const at = (iso: string) => Date.parse(iso) / 3_600_000;

describe("times of photos", () => {
  it.each([
    ["a byte order mark", "\ufefffile,time\na.jpg,2026-05-04T10:00:00Z"],
    ["semicolons and other letters", "File Name;Taken_At\r\na.jpg;2026-05-04T12:00:00+02:00\r\n"],
    ["tabs", "time\tfile\n2026-05-04T10:00:00Z\ta.jpg"],
    ["a line of Excel's", "sep=;\nfile;time\na.jpg;2026-05-04 10:00:00Z"],
    ["what exiftool writes", "SourceFile,DateTimeOriginal\n./a.jpg,2026:05:04 10:00:00"],
    ["quotes", '"file","time","camera"\n"a.jpg","2026-05-04T10:00:00Z","X, ""Y"""'],
  ])("are read with %s", (_, text) => {
    expect(timeOf(parse(text), "/trip/a.jpg").hours).toBe(at("2026-05-04T10:00:00Z"));
  });

  it("say whether a zone is told, and which camera it was", () => {
    const times = parse("file,time,camera\na.jpg,2026-05-04T10:00,X\nb.jpg,,\n");
    expect(timeOf(times, "a.jpg")).toMatchObject({ isZoneless: true, camera: "X" });
    expect(timeOf(times, "b.jpg")).toEqual({ hours: null, isZoneless: false });
    expect(timeOf(times, "c.jpg")).toEqual({ hours: null, isZoneless: false });
  });

  it.each([
    ["", /it is empty/],
    ['file,time\n"a.jpg,2026', /line 2: a quoted field is never closed/],
    [
      "a.jpg,2026-05-04T10:00:00Z\n",
      /its first line is "a.jpg,2026.*expected the columns file and/,
    ],
    ["file,time\na.jpg,2026-13-45T10:00:00Z", /line 2: expected a time .* got "2026-13-45/],
    ["file,time\na.jpg,0000:00:00 00:00:00", /line 2: expected a time .* got "0000:00:00/],
  ])("refuse %j", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
