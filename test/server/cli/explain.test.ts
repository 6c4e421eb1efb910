import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { EXPLANATION_EXAMPLE } from "../../../core/contracts/examples.ts";
import { ExplanationSchema } from "../../../core/contracts/explanation.ts";
import { explanationText } from "../../../server/cli/explain.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { quarters } from "../photo/pictures.ts";
import { runInTerminal } from "./terminal.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graticule-explain-"));
  await writeFile(at("one.jpg"), await quarters().jpeg().toBuffer());
  await writeFile(at("broken.jpg"), "no photo");
});

describe("explain", () => {
  it("prints what covering each part does, and what kind of place it is", async () => {
    const { exit, stdout, stderr } = await runInTerminal(["explain", at("one.jpg")]);
    expect(exit).toBe(EXIT.ok);
    expect(stderr).toBe("");
    expect(stdout).toBe(explanationText(ExplanationSchema.parse(EXPLANATION_EXAMPLE)));
    expect(stdout).toContain(
      "Sweden, Europe: 31.0 % by the photo, 1.0 % before it, 2.0 % with everything covered.",
    );
    expect(stdout).toContain("  -19.0   -4.0\n   +2.0   -1.0\n");
    expect(stdout).toMatch(/drive +head +right +78\.0 % +84\.7 % of 907 +80\.8 %/);
  });

  it("prints the document for programs, about the place that is asked for", async () => {
    const args = ["explain", at("one.jpg"), "--json", "--place", "division:SE.10", "--grid", "3"];
    const { exit, stdout } = await runInTerminal(args);
    expect(exit).toBe(EXIT.ok);
    const { place } = ExplanationSchema.parse(JSON.parse(stdout));
    expect(place).toMatchObject({ level: "division", id: "SE.10" });
  });

  it("writes the photo in grey with the map in colour on what is seen", async () => {
    const args = ["explain", at("one.jpg"), "--png", at("map.png")];
    expect((await runInTerminal(args)).exit).toBe(EXIT.ok);
    const picture = sharp(await readFile(at("map.png")));
    const { format, width = 0, height = 0 } = await picture.metadata();
    expect(format).toBe("png");
    const pixels = await picture.removeAlpha().raw().toBuffer();
    const colourAt = (x: number, y: number) => {
      const i = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
      return [...pixels.subarray(i, i + 3)] as [number, number, number];
    };
    const [red, green, blue] = colourAt(0.3, 0.25);
    expect(blue).toBeGreaterThan(green + 20);
    expect(red).toBeGreaterThan(green);
    const outside = colourAt(0.05, 0.25);
    expect(Math.max(...outside) - Math.min(...outside)).toBeLessThanOrEqual(2);
  });

  it.each([
    [["--place", "Sweden"], EXIT.usage, /^--place: expected level:id/],
    [["--grid", "50"], EXIT.usage, /^--grid: expected an integer from 2 to 12, got "50"/],
    [["--prior", "cars"], EXIT.usage, /prior/i],
  ])("refuses %j", async (flags, code, message) => {
    const { exit, stdout, stderr, opened } = await runInTerminal([
      "explain",
      at("one.jpg"),
      ...flags,
    ]);
    expect(exit).toBe(code);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(opened).toHaveLength(0);
  });

  it("says which photo cannot be read", async () => {
    const broken = await runInTerminal(["explain", at("broken.jpg")]);
    expect(broken.exit).toBe(EXIT.someFailed);
    expect(broken.stderr).toContain("broken.jpg: ");
    const missing = await runInTerminal(["explain", at("nothing.jpg")]);
    expect(missing.exit).toBe(EXIT.someFailed);
    expect(missing.stderr).toContain("there is no such file");
  });
});
