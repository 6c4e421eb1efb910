import {
  type Drawing,
  lineSteps,
  moved,
  type Outline,
  type Shape,
  type Step,
  turned,
} from "./drawing.ts";
import type { Plot, Series } from "./plot.ts";
import { scaleOf } from "./plot-geometry.ts";

/** Column widths of papers of two columns, points: 3.25 and 6.75 inches. */
export const COLUMN_WIDTHS = { single: 234, double: 486 } as const;

/** Okabe and Ito's colours, which differ to the colour-blind, dark first; dashes tell lines apart in grey. */
const STYLES: readonly { readonly colour: string; readonly dash: readonly number[] }[] = [
  { colour: "#0072b2", dash: [] },
  { colour: "#d55e00", dash: [5, 1.5] },
  { colour: "#000000", dash: [1.2, 1.2] },
  { colour: "#009e73", dash: [5, 1.5, 1.2, 1.5] },
  { colour: "#cc79a7", dash: [8, 2] },
  { colour: "#56b4e9", dash: [2.5, 1.5] },
];
const REFERENCE_DASHES: readonly (readonly number[])[] = [
  [3, 2],
  [1, 1.6],
  [6, 2, 1, 2],
];
const INK = "#222222";
const GREY = "#767676";
const GRID = "#dddddd";

const SIZE = 7;
const LINE = 10;
const LEFT = 38;
const RIGHT = 9;
const TOP = 6;
const BOTTOM = 28;
const SAMPLE = 18;

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A plot at the width of a column, its legend below. Bands and lines are told apart without colour too. */
export function paperFigure(plot: Plot, width: number, outline: Outline): Drawing {
  const styled = stylesOf(plot.series);
  const legend = legendOf(styled, width, outline);
  const plotHeight = Math.round(Math.min(width * 0.68, 210));
  const bottom = plotHeight - BOTTOM;
  const x = scaleOf(plot.x, LEFT, width - RIGHT);
  const y = scaleOf(plot.y, bottom, TOP);
  const at = ([px, py]: readonly [number, number]) => [x(px), y(py)] as const;
  const grid = plot.y.ticks.flatMap(({ at: value, label }): Shape[] => [
    line(
      [
        [LEFT, y(value)],
        [width - RIGHT, y(value)],
      ],
      GRID,
      0.4,
    ),
    text(outline, label, LEFT - 4, y(value) + SIZE * 0.36, "end"),
  ]);
  const ticks = plot.x.ticks.flatMap(({ at: value, label }): Shape[] => [
    line(
      [
        [x(value), bottom],
        [x(value), bottom + 2.5],
      ],
      INK,
      0.5,
    ),
    text(outline, label, x(value), bottom + SIZE + 4, "middle"),
  ]);
  const bands = styled.flatMap(({ series: { band = [] }, colour }): Shape[] =>
    band.length === 0
      ? []
      : [
          {
            steps: [
              ...lineSteps(
                [
                  ...band.map(([px, , high]) => [px, high] as const),
                  ...band.map(([px, low]) => [px, low] as const).reverse(),
                ].map(at),
              ),
              ["Z"],
            ],
            fill: colour,
            opacity: 0.16,
          },
        ],
  );
  const lines = styled.flatMap(({ series, colour, dash, thickness }): Shape[] =>
    series.bars
      ? series.bars.map(([px, low, high]) => ({
          ...line([at([px, low]), at([px, high])], colour, thickness),
          ...(dash.length > 0 && { dash }),
        }))
      : [
          {
            ...line(series.points.map(at), colour, thickness),
            ...(dash.length > 0 && { dash }),
          },
        ],
  );
  const dots = plot.hasDots
    ? styled.flatMap(({ series, colour }) =>
        series.points
          .map(at)
          .map(([cx, cy]): Shape => ({ steps: square(cx, cy, 1.6), fill: colour })),
      )
    : [];
  const diagonal: Shape[] = plot.hasDiagonal
    ? [
        {
          ...line([at([plot.x.from, plot.y.from]), at([plot.x.to, plot.y.to])], GREY, 0.6),
          dash: [1, 2],
        },
      ]
    : [];
  const axisY = outline(plot.y.label, SIZE);
  return {
    title: plot.title,
    description: plot.description,
    width,
    height: plotHeight + legend.height,
    shapes: [
      {
        steps: [
          ["M", 0, 0],
          ["L", width, 0],
          ["L", width, plotHeight + legend.height],
          ["L", 0, plotHeight + legend.height],
          ["Z"],
        ],
        fill: "#ffffff",
      },
      ...grid,
      line(
        [
          [LEFT, bottom],
          [width - RIGHT, bottom],
        ],
        INK,
        0.5,
      ),
      ...ticks,
      ...diagonal,
      ...bands,
      ...lines,
      ...dots,
      text(outline, plot.x.label, (LEFT + width - RIGHT) / 2, plotHeight - 4, "middle"),
      {
        steps: moved(turned(axisY.steps), SIZE + 2, (TOP + bottom + axisY.width) / 2),
        fill: INK,
      },
      ...legend.shapes.map((shape) => ({ ...shape, steps: moved(shape.steps, 0, plotHeight) })),
    ],
  };
}

interface Styled {
  readonly series: Series;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly thickness: number;
}

function stylesOf(all: readonly Series[]): Styled[] {
  let [own, other] = [0, 0];
  return all.map((series) => {
    if (series.role === "own") {
      const { colour, dash } = STYLES[own++ % STYLES.length]!;
      return { series, colour, dash, thickness: 1.2 };
    }
    const dash = REFERENCE_DASHES[other++ % REFERENCE_DASHES.length]!;
    return { series, colour: GREY, dash, thickness: 0.8 };
  });
}

/** Entries side by side as far as they fit. */
function legendOf(styled: readonly Styled[], width: number, outline: Outline) {
  let [left, row] = [LEFT, 0];
  const shapes = styled.flatMap(({ series, colour, dash, thickness }): Shape[] => {
    const name = fitted(series.name, width - LEFT - RIGHT - SAMPLE - 4, outline);
    const room = SAMPLE + 4 + outline(name, SIZE).width;
    if (left > LEFT && left + room > width - RIGHT) [left, row] = [LEFT, row + 1];
    const [start, base] = [left, row * LINE + SIZE];
    left += room + 10;
    return [
      {
        ...line(
          [
            [start, base - 2.5],
            [start + SAMPLE, base - 2.5],
          ],
          colour,
          thickness,
        ),
        ...(dash.length > 0 && { dash }),
      },
      text(outline, name, start + SAMPLE + 4, base, "start"),
    ];
  });
  return { shapes, height: (row + 1) * LINE + 3 };
}

function fitted(name: string, room: number, outline: Outline): string {
  if (outline(name, SIZE).width <= room) return name;
  const letters = [...name];
  while (letters.length > 1 && outline(`${letters.join("")}…`, SIZE).width > room) letters.pop();
  return `${letters.join("")}…`;
}

function line(
  points: readonly (readonly [number, number])[],
  stroke: string,
  width: number,
): Shape {
  return { steps: lineSteps(points), stroke, width };
}

function square(x: number, y: number, half: number): Step[] {
  const [left, right, top, low] = [x - half, x + half, y - half, y + half];
  return [["M", left, top], ["L", right, top], ["L", right, low], ["L", left, low], ["Z"]];
}

function text(
  outline: Outline,
  words: string,
  x: number,
  y: number,
  anchor: "start" | "middle" | "end",
): Shape {
  let width = 0;
  // Fonts for pages have few of the raised digits: they are small ones, higher.
  const steps = (words.match(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[^⁰¹²³⁴⁵⁶⁷⁸⁹]+/g) ?? []).flatMap((part) => {
    const isRaised = SUPERSCRIPTS.includes(part[0]!);
    const plain = isRaised ? [...part].map((digit) => SUPERSCRIPTS.indexOf(digit)).join("") : part;
    const drawn = outline(plain, isRaised ? SIZE * 0.7 : SIZE);
    const placed = moved(drawn.steps, width, isRaised ? -SIZE * 0.36 : 0);
    width += drawn.width;
    return placed;
  });
  const share = { start: 0, middle: 0.5, end: 1 }[anchor];
  return { steps: moved(steps, x - share * width, y), fill: INK };
}
