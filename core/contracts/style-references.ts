// Where a MapLibre style names what lies elsewhere. https://maplibre.org/maplibre-style-spec/

/** What a reference leads to. `tiles` and `glyphs` are templates, a `sprite` is the beginning of four names. */
export type ReferenceKind =
  | "archive"
  | "data"
  | "font"
  | "glyphs"
  | "sprite"
  | "tilejson"
  | "tiles";

/** The parts of a style that name addresses; the rest is left alone. */
export interface StyleWithReferences {
  readonly sources: Readonly<Record<string, object>>;
}

/** Scheme of a source that is a PMTiles file: `pmtiles://https://example.org/world.pmtiles`. */
export const ARCHIVE_SCHEME = "pmtiles://";

/** The same style with each address changed. Addresses of archives are handed over without their scheme. */
export function changeReferences<Style extends StyleWithReferences>(
  style: Style,
  change: (url: string, kind: ReferenceKind) => string,
): Style {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(style)) {
    if (name === "glyphs") changed.glyphs = ifText(value, (url) => change(url, "glyphs"));
    if (name === "sprite") changed.sprite = changeSprite(value, (url) => change(url, "sprite"));
    if (name === "font-faces") {
      changed[name] = changeFonts(value, (url) => change(url, "font"));
    }
  }
  const sources = Object.entries(style.sources).map(([id, source]) => [
    id,
    changeSource(source, change),
  ]);
  return { ...style, ...changed, sources: Object.fromEntries(sources) };
}

function changeSource(
  source: object,
  change: (url: string, kind: ReferenceKind) => string,
): Record<string, unknown> {
  const given: Record<string, unknown> = { ...source };
  const { url, tiles, data, type } = given;
  if (typeof url === "string") given.url = changeSourceUrl(url, type === "image", change);
  if (Array.isArray(tiles)) {
    given.tiles = tiles.map((item: unknown) => ifText(item, (tile) => changeTiles(tile, change)));
  }
  if (typeof data === "string") given.data = change(data, "data");
  return given;
}

function changeSourceUrl(
  url: string,
  isImage: boolean,
  change: (url: string, kind: ReferenceKind) => string,
): string {
  if (url.startsWith(ARCHIVE_SCHEME)) {
    return ARCHIVE_SCHEME + change(url.slice(ARCHIVE_SCHEME.length), "archive");
  }
  return change(url, isImage ? "data" : "tilejson");
}

/** Tiles may name an archive too: `pmtiles://https://example.org/world.pmtiles/{z}/{x}/{y}`. */
function changeTiles(url: string, change: (url: string, kind: ReferenceKind) => string): string {
  const end = "/{z}/{x}/{y}";
  if (!url.startsWith(ARCHIVE_SCHEME) || !url.endsWith(end)) return change(url, "tiles");
  return changeSourceUrl(url.slice(0, -end.length), false, change) + end;
}

function changeSprite(sprite: unknown, change: (url: string) => string): unknown {
  if (!Array.isArray(sprite)) return ifText(sprite, change);
  return sprite.map((item: unknown) => ({
    ...Object(item),
    url: ifText(Object(item).url, change),
  }));
}

/** Each face is an address, or a list of objects with an address each. */
function changeFonts(fonts: unknown, change: (url: string) => string): unknown {
  return Object.fromEntries(
    Object.entries(Object(fonts)).map(([name, face]) => [
      name,
      Array.isArray(face)
        ? face.map((item: unknown) => ({ ...Object(item), url: ifText(Object(item).url, change) }))
        : ifText(face, change),
    ]),
  );
}

function ifText(value: unknown, change: (url: string) => string): unknown {
  return typeof value === "string" ? change(value) : value;
}

/** An address as it is from where the style lies. Placeholders such as `{z}` stay. Throws TypeError for what is none. */
export function resolveReference(url: string, base: string | URL): string {
  return new URL(url, base).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
}
