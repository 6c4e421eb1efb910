import type { Region } from "./prediction.ts";

/** A region whose borders were asked for. */
export type OutlinedRegion = Region & { readonly geometry: NonNullable<Region["geometry"]> };

/** The regions that have borders. */
export function outlinedOf(regions: readonly Region[]): OutlinedRegion[] {
  return regions.filter((region): region is OutlinedRegion => region.geometry !== undefined);
}

/** The credible region of a mass, 0 to 1; null where the answer has none of it. */
export function regionOf<R extends Region>(
  { regions }: { readonly regions: readonly R[] },
  mass: number,
): R | null {
  return regions.find((region) => Math.abs(region.mass - mass) < 1e-6) ?? null;
}

/** Where a photo's own file says that it was taken: degrees north and east. */
export function statedPosition(
  exif: { readonly lat: number | null; readonly lng: number | null } | null,
): { lat: number; lng: number } | null {
  const { lat = null, lng = null } = exif ?? {};
  return lat === null || lng === null ? null : { lat, lng };
}
