import { escapeHtml } from "./html.ts";

/** One line of a plot, with a band around it if wanted. x and y in data units. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
  /** `own` is drawn strong, `reference` thin and dashed. */
  readonly role: "own" | "reference";
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
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
  const x = scale(plot.x, LEFT, WIDTH - RIGHT);
  const y = scale(plot.y, HEIGHT - BOTTOM, TOP);
  const grid = [
    ...plot.y.ticks.map(({ at, label }) => {
      const top = fixed(y(at));
      return `<path class="grid" d="M${LEFT} ${top}H${WIDTH - RIGHT}"/><text class="tick" x="${LEFT - 8}" y="${top}" text-anchor="end" dominant-baseline="middle">${escapeHtml(label)}</text>`;
    }),
    ...plot.x.ticks.map(({ at, label }) => {
      const left = fixed(x(at));
      return `<path class="grid" d="M${left} ${TOP}V${HEIGHT - BOTTOM}"/><text class="tick" x="${left}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${escapeHtml(label)}</text>`;
    }),
  ];
  const clamp = (value: number, { from, to }: Axis) => Math.min(Math.max(value, from), to);
  const at = (px: number, py: number) =>
    `${fixed(x(clamp(px, plot.x)))} ${fixed(y(clamp(py, plot.y)))}`;
  const bands = plot.series.map(({ band }, i) => {
    if (!band || band.length === 0) return "";
    const over = band.map(([px, , high]) => at(px, high));
    const under = band.map(([px, low]) => at(px, low)).reverse();
    return `<path class="band series-${i}" d="M${[...over, ...under].join("L")}Z"/>`;
  });
  const lines = plot.series.map(({ points, role }, i) =>
    points.length === 0
      ? ""
      : `<path class="line ${role} series-${i}" d="M${points.map(([px, py]) => at(px, py)).join("L")}"/>`,
  );
  const diagonal = plot.hasDiagonal
    ? `<path class="diagonal" d="M${at(plot.x.from, plot.x.from)}L${at(plot.x.to, plot.x.to)}"/>`
    : "";
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

function scale({ from, to, isLog }: Axis, start: number, end: number): (value: number) => number {
  const place = (value: number) => (isLog ? Math.log10(value) : value);
  const [low, high] = [place(from), place(to)];
  return (value) => start + ((place(value) - low) / (high - low)) * (end - start);
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
