import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { PathCommand } from "opentype.js";
import type { Outline, Step } from "../../core/eval/report/drawing.ts";

/** Inter's Latin letters (SIL Open Font License), the font of the page. */
const FONT = "@fontsource/inter/files/inter-latin-400-normal.woff";

/** Opens the font that figures are lettered with. Letters that it lacks become boxes. */
export async function openOutlines(): Promise<Outline> {
  const { default: opentype } = await import("opentype.js");
  const bytes = await readFile(createRequire(import.meta.url).resolve(FONT));
  const font = opentype.parse(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  return (text, size) => {
    let width = 0;
    const steps = [...text].flatMap((letter) => {
      const glyph = font.charToGlyph(letter);
      const { commands } = glyph.getPath(width, 0, size);
      width += ((glyph.advanceWidth ?? 0) * size) / font.unitsPerEm;
      return cubic(commands);
    });
    return { steps, width };
  };
}

/** Quadratic curves, which PDF has not, as cubic ones. */
function cubic(commands: readonly PathCommand[]): Step[] {
  let [x, y] = [0, 0];
  return commands.map((command): Step => {
    if (command.type === "Z") return ["Z"];
    const [fromX, fromY] = [x, y];
    [x, y] = [command.x, command.y];
    if (command.type === "M" || command.type === "L") return [command.type, x, y];
    if (command.type === "C") {
      return ["C", command.x1, command.y1, command.x2, command.y2, x, y];
    }
    const { x1, y1 } = command;
    const towards = (from: number, control: number) => from + (2 / 3) * (control - from);
    return ["C", towards(fromX, x1), towards(fromY, y1), towards(x, x1), towards(y, y1), x, y];
  });
}
