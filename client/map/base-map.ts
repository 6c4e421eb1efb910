import type { StyleSpecification } from "maplibre-gl";
import type { BasemapChoice } from "../../core/contracts/basemap.ts";
import {
  ARCHIVE_SCHEME,
  changeReferences,
  resolveReference,
} from "../../core/contracts/style-references.ts";
import type { Palette } from "../ui/palette.ts";
import { archiveStyle } from "./archive-style.ts";
import { withAnswer } from "./foreign-style.ts";
import { mapStyle, type OwnAddresses } from "./style.ts";

/** What lies under the answer, with the answer's own layers in it. */
export interface BaseMap {
  /** The whole map in the colours of a theme. A style of the operator's keeps its own. */
  style(palette: Palette): StyleSpecification;
  /** Whether it is the map that ships. */
  readonly isOwn: boolean;
  readonly maxZoom: number;
}

/** Beside the page, wherever that lies. */
const OWN_PATHS: OwnAddresses = {
  basemap: "geodata/basemap.pmtiles",
  relief: "geodata/relief.pmtiles",
};
/** Tiles of the map that ships end at zoom 6. */
const OWN_MAX_ZOOM = 11;
const STREET_MAX_ZOOM = 17;

/** The map that ships. */
export function ownBaseMap(): BaseMap {
  const addresses = ownAddresses();
  return {
    style: (palette) => mapStyle(palette, addresses),
    isOwn: true,
    maxZoom: OWN_MAX_ZOOM,
  };
}

/** The map that the operator has chosen; null where that is the one that ships, or where it cannot be had. */
export async function operatorBaseMap(choice: BasemapChoice): Promise<BaseMap | null> {
  if (choice.kind === "archive") {
    const addresses = { archive: archiveAddress(choice.url), own: ownAddresses() };
    return {
      style: (palette) => archiveStyle(choice, palette, addresses),
      isOwn: false,
      maxZoom: STREET_MAX_ZOOM,
    };
  }
  if (choice.kind !== "style") return null;
  const theirs = await fetchStyle(new URL(choice.url, document.baseURI).href);
  if (theirs === null) return null;
  return {
    style: (palette) => withAnswer(theirs, palette),
    isOwn: false,
    maxZoom: STREET_MAX_ZOOM,
  };
}

/** The operator's style, read from the service. What it names relative to itself is made absolute. */
async function fetchStyle(url: string): Promise<StyleSpecification | null> {
  try {
    const answer = await fetch(url);
    const style: unknown = await answer.json();
    if (!answer.ok || !isStyle(style)) return null;
    return changeReferences(style, (reference) => resolveReference(reference, url));
  } catch {
    return null;
  }
}

/** The service has checked what it hands out; what is no style at all is another answer. */
function isStyle(value: unknown): value is StyleSpecification {
  const { version, sources, layers } = Object(value) as Record<string, unknown>;
  return version === 8 && sources === Object(sources) && Array.isArray(layers);
}

function ownAddresses(): OwnAddresses {
  const { basemap, relief } = OWN_PATHS;
  return { basemap: archiveAddress(basemap), relief: archiveAddress(relief) };
}

/** An archive's address as the map's protocol for archives wants it. */
function archiveAddress(url: string): string {
  return ARCHIVE_SCHEME + new URL(url, document.baseURI).href;
}
