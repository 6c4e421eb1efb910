import { escapeHtml } from "./html.ts";
import {
  type Axis,
  type BandPoints,
  bandPath,
  type LinePoints,
  linePath,
  scaleOf,
  tenths,
} from "./plot-geometry.ts";

/** One line of a plot, with a band around it if wanted. x and y in data units. */
export interface Series {
  readonly name: string;
  readonly points: LinePoints;
  readonly band?: BandPoints;
  /** Intervals of points that no line joins; they are drawn for papers. */
  readonly bars?: BandPoints;
  /** `own` is drawn strong, `reference` thin and dashed, `published` dotted. */
  readonly role: "own" | "reference" | "published";
}

export interface Plot {
  readonly id: string;
  readonly title: string;
  /** What the picture shows, in words, for those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Whether the line x = y is drawn: perfect calibration. */
  readonly hasDiagonal?: boolean;
  /** Whether points are marked: few of them, with nothing measured between. */
  readonly hasDots?: boolean;
}

const WIDTH = 640;
const HEIGHT = 380;
// Room for labels of 20 units, which phones get (style.ts).
const LEFT = 84;
const RIGHT = 30;
const TOP = 16;
const BOTTOM = 54;

/** A line plot as SVG without scripts; colours come from the page's style (classes `series-0` and so on). */
export function plotSvg(plot: Plot): string {
  const x = scaleOf(plot.x, LEFT, WIDTH - RIGHT);
  const y = scaleOf(plot.y, HEIGHT - BOTTOM, TOP);
  const grid = [
    ...plot.y.ticks.map(({ at, label }) => {
      const top = tenths(y(at));
      return `<path class="grid" d="M${LEFT} ${top}H${WIDTH - RIGHT}"/><text class="tick" x="${LEFT - 8}" y="${top}" text-anchor="end" dominant-baseline="middle">${escapeHtml(label)}</text>`;
    }),
    ...plot.x.ticks.map(({ at, label }) => {
      const left = tenths(x(at));
      return `<path class="grid" d="M${left} ${TOP}V${HEIGHT - BOTTOM}"/><text class="tick" x="${left}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${escapeHtml(label)}</text>`;
    }),
  ];
  const bands = plot.series.map(({ band = [] }, i) =>
    band.length === 0 ? "" : `<path class="band series-${i}" d="${bandPath(band, x, y)}"/>`,
  );
  const lines = plot.series.map(({ points, role }, i) =>
    points.length === 0
      ? ""
      : `<path class="line ${role} series-${i}" d="${linePath(points, x, y)}"/>`,
  );
  const { from, to } = plot.x;
  const ends = [
    [from, from],
    [to, to],
  ] as const;
  const diagonal = plot.hasDiagonal ? `<path class="diagonal" d="${linePath(ends, x, y)}"/>` : "";
  const titles = `<title id="${plot.id}-title">${escapeHtml(plot.title)}</title><desc id="${plot.id}-desc">${escapeHtml(plot.description)}</desc>`;
  const labels = `<text class="label" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(plot.x.label)}</text><text class="label" transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(plot.y.label)}</text>`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${plot.id}-title ${plot.id}-desc">${titles}${grid.join("")}${diagonal}${bands.join("")}${lines.join("")}${labels}</svg>`;
}

/** The legend as a list, so that it can be read and wraps by itself. */
export function plotLegend(series: readonly Series[]): string {
  const items = series.map(
    ({ name, role }, i) =>
      `<li><svg viewBox="0 0 24 8" aria-hidden="true"><path class="line ${role} series-${i}" d="M0 4H24"/></svg>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${items.join("")}</ul>`;
}
