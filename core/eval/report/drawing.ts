/** One step of a path, in points (1/72 inch) from the upper left corner: absolute moves, lines, curves, closing. */
export type Step =
  | readonly ["M" | "L", number, number]
  | readonly ["C", number, number, number, number, number, number]
  | readonly ["Z"];

/** A filled or stroked path. Colours are `#rrggbb`. */
export interface Shape {
  readonly steps: readonly Step[];
  readonly fill?: string;
  readonly stroke?: string;
  /** Width of the stroke, points. */
  readonly width?: number;
  /** Lengths of strokes and gaps, points. */
  readonly dash?: readonly number[];
  /** 0 to 1; 1 unless told. */
  readonly opacity?: number;
}

/** A picture of paths alone, text included: it looks the same wherever it is opened, and needs no fonts. */
export interface Drawing {
  readonly title: string;
  readonly description: string;
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

/** A text as outlines from its start on the base line, and how wide it is, points. */
export type Outline = (
  text: string,
  size: number,
) => { readonly steps: readonly Step[]; readonly width: number };

export function moved(steps: readonly Step[], dx: number, dy: number): Step[] {
  return steps.map((step): Step => {
    switch (step[0]) {
      case "Z":
        return step;
      case "C": {
        const [, ax, ay, bx, by, x, y] = step;
        return ["C", ax + dx, ay + dy, bx + dx, by + dy, x + dx, y + dy];
      }
      default:
        return [step[0], step[1] + dx, step[2] + dy];
    }
  });
}

/** The same turned a quarter to the left around the origin. */
export function turned(steps: readonly Step[]): Step[] {
  return steps.map((step): Step => {
    switch (step[0]) {
      case "Z":
        return step;
      case "C":
        return ["C", step[2], -step[1], step[4], -step[3], step[6], -step[5]];
      default:
        return [step[0], step[2], -step[1]];
    }
  });
}

export function lineSteps(points: readonly (readonly [x: number, y: number])[]): Step[] {
  return points.map(([x, y], i): Step => [i === 0 ? "M" : "L", x, y]);
}

/** A hundredth of a point is finer than any printer. */
export function hundredths(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}
