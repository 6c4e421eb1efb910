/** One axis of a line plot, in data units. */
export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** From data to the units of a picture. */
export type Scale = (value: number) => number;

export type LinePoints = readonly (readonly [x: number, y: number])[];
export type BandPoints = readonly (readonly [x: number, low: number, high: number])[];

/** The scale that puts an axis between two places; values beyond the axis lie on its end. */
export function scaleOf(
  { from, to, isLog }: Pick<Axis, "from" | "to" | "isLog">,
  start: number,
  end: number,
): Scale {
  const place = (value: number) => (isLog ? Math.log10(value) : value);
  const [low, high] = [place(from), place(to)];
  return (value) => {
    const inside = Math.min(Math.max(value, from), to);
    return start + ((place(inside) - low) / (high - low)) * (end - start);
  };
}

/** SVG path through points. */
export function linePath(points: LinePoints, x: Scale, y: Scale): string {
  return `M${points.map(([px, py]) => `${tenths(x(px))} ${tenths(y(py))}`).join("L")}`;
}

/** SVG path around a band: along its upper edge and back along its lower one. */
export function bandPath(band: BandPoints, x: Scale, y: Scale): string {
  const over = band.map(([px, , high]) => [px, high] as const);
  const under = band.map(([px, low]) => [px, low] as const).reverse();
  return `${linePath([...over, ...under], x, y)}Z`;
}

/** A tenth of a unit is finer than any screen. */
export function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}
