import { about } from "../ask/about.ts";

/** What is sent to others than the service: of a map that lies elsewhere, its hosts learn who looks where. */
export function sentElsewhere(otherwise: string): string {
  const basemap = about.value.features?.basemap;
  const hosts = basemap && "hosts" in basemap ? basemap.hosts : [];
  if (hosts.length === 0) return otherwise;
  const names = hosts.map((origin) => new URL(origin).host);
  return `The map comes from ${new Intl.ListFormat("en").format(names)}, where your address and what you look at are seen; the photo is not.`;
}
