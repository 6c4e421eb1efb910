import type { Axis } from "../../core/eval/report/plot.ts";

export type { Axis };

/** How a line looks: the number of a run colour from 0, or a reference that looks at no photo. */
export type LineLook = { readonly run: number } | { readonly reference: number };

export interface PlotLine {
  readonly name: string;
  readonly look: LineLook;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
  /** Whether each point is marked: where they are few and measured one by one. */
  readonly hasDots?: boolean;
}

/** A line plot in data units. */
export interface Plot {
  readonly id: string;
  readonly title: string;
  /** What the picture shows, in words, for those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly PlotLine[];
  /** Whether the line x = y is drawn: perfect calibration. */
  readonly hasDiagonal?: boolean;
  /** A place on the x axis to point at. */
  readonly mark?: { readonly x: number; readonly label: string };
}

/** Where things lie in a picture of a given width, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const LEAST_WIDTH = 280;

/** The frame of a plot in a column of some width: legible type at any size, never taller than it is of use. */
export function frameOf(width: number): Frame {
  const wide = Math.max(LEAST_WIDTH, Math.round(width));
  const height = Math.round(Math.min(400, Math.max(250, wide * 0.54)));
  return { width: wide, height, left: 44, right: wide - 14, top: 34, bottom: height - 46 };
}

export type Scale = (value: number) => number;

/** From data to pixels; values beyond the axis lie on its end. */
export function scaleOf({ from, to, isLog }: Axis, start: number, end: number): Scale {
  const place = (value: number) => (isLog ? Math.log10(value) : value);
  const [low, high] = [place(from), place(to)];
  return (value) => {
    const inside = Math.min(Math.max(value, from), to);
    return start + ((place(inside) - low) / (high - low)) * (end - start);
  };
}

export function pathOf(points: readonly (readonly [number, number])[], x: Scale, y: Scale): string {
  return `M${points.map(([px, py]) => `${fixed(x(px))} ${fixed(y(py))}`).join("L")}`;
}

export function bandPath(band: NonNullable<PlotLine["band"]>, x: Scale, y: Scale): string {
  const over = band.map(([px, , high]) => [px, high] as const);
  const under = band.map(([px, low]) => [px, low] as const).reverse();
  return `${pathOf([...over, ...under], x, y)}Z`;
}

/** Class that gives an element its colour and dash. */
export function lookClass(look: LineLook): string {
  return "run" in look ? `look-run-${look.run + 1}` : `look-reference-${look.reference + 1}`;
}

export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
