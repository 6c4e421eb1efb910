// Recall versus area of one system on one set, as any tool can write and read it. The reader is in `rva-file.ts`.

export const RVA_FORMAT = "rva-curve";
export const RVA_VERSION = 1;

/** Points of a curve: areas in km2, rising, and the recall in each, a share of the photos. */
export interface CurvePoints {
  readonly areas: readonly number[];
  readonly recall: readonly number[];
}

/** What a curve's file holds; `RvaFileSchema` says what each key is. */
export interface RvaFile extends CurvePoints {
  readonly format: typeof RVA_FORMAT;
  readonly version: typeof RVA_VERSION;
  readonly system: string;
  readonly set: string;
  readonly photos: number;
  readonly fingerprint?: string | undefined;
  readonly protocol: {
    readonly cells: string;
    readonly ranking: "density" | "probability" | "distance" | "unknown";
    readonly ties: "all" | "middle" | "none" | "unknown";
  };
  readonly source?: string | undefined;
  readonly low?: readonly number[] | undefined;
  readonly high?: readonly number[] | undefined;
}

/** Areas are written in decimal: what differs by less is the same. */
const ROUNDING = 1e-9;

/** A curve as text, numbers to 8 significant digits. */
export function writeRvaFile(curve: RvaFile): string {
  const rounded = (_key: string, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(8)) : value;
  return `${JSON.stringify(curve, rounded)}\n`;
}

/** Recall at an area, between the points of the curve on a logarithmic axis; null before its first and after its last area. */
export function recallAt({ areas, recall }: CurvePoints, areaKm2: number): number | null {
  const last = areas.length - 1;
  if (areaKm2 < areas[0]! * (1 - ROUNDING) || areaKm2 > areas[last]! * (1 + ROUNDING)) return null;
  const next = areas.findIndex((area) => area >= areaKm2 * (1 - ROUNDING));
  if (next <= 0 || Math.abs(areas[next]! / areaKm2 - 1) <= ROUNDING)
    return recall[Math.max(next, 0)]!;
  const [from, to] = [areas[next - 1]!, areas[next]!];
  const share = Math.log(areaKm2 / from) / Math.log(to / from);
  return recall[next - 1]! + share * (recall[next]! - recall[next - 1]!);
}
