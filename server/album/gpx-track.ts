import type { Fix } from "../../core/album/track.ts";
import { toHours } from "../../core/formats/iso-time.ts";
import { visitXml } from "../files/xml.ts";

/** Points of GPX: of tracks, of routes, and by themselves. */
const POINTS: ReadonlySet<string> = new Set(["trkpt", "rtept", "wpt"]);
/** Receivers know their place by some 10 m. */
const GPX_KM = 0.01;

/** The points of a GPX file that have a time and a place; the rest is left out. */
export async function fixesOfGpx(
  text: string,
): Promise<{ readonly fixes: Fix[]; readonly isWhole: boolean }> {
  const fixes: Fix[] = [];
  let at: readonly [number, number] | null = null;
  let hours = Number.NaN;
  const isWhole = await visitXml(text, {
    open(path, attributes) {
      if (!POINTS.has(path.at(-1)!.local)) return;
      const number = (name: string) =>
        Number(attributes.find(({ local }) => local === name)?.value);
      at = [number("lon"), number("lat")];
      hours = Number.NaN;
    },
    close(path, value) {
      if (path.at(-1)!.local === "time" && POINTS.has(path.at(-2)?.local ?? "")) {
        hours = toHours(value.trim());
      }
      if (!POINTS.has(path.at(-1)!.local) || at === null) return;
      fixes.push({ hours, at, km: GPX_KM });
      at = null;
    },
  });
  return { fixes, isWhole };
}
