import type { Axis, BandPoints, LinePoints } from "../../core/eval/report/plot-geometry.ts";

/** How a line looks: the number of a run colour from 0, a reference that looks at no photo, or a curve that was not measured here. */
export type LineLook =
  | { readonly run: number }
  | { readonly reference: number }
  | { readonly other: number };

export interface PlotLine {
  readonly name: string;
  readonly look: LineLook;
  readonly points: LinePoints;
  readonly band?: BandPoints;
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

/** Dashes that curves of others have in turn. */
const OTHER_LOOKS = 4;

/** Class that gives an element its colour and dash. */
export function lookClass(look: LineLook): string {
  if ("other" in look) return `look-other-${(look.other % OTHER_LOOKS) + 1}`;
  return "run" in look ? `look-run-${look.run + 1}` : `look-reference-${look.reference + 1}`;
}
