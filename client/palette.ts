/** Every colour of the product, in one theme. The page, the map style and the heatmap read the same object. */
export interface Palette {
  readonly ui: Readonly<Record<UiColour, string>>;
  readonly map: Readonly<Record<MapColour, string>>;
  readonly bands: Readonly<Record<BandColour, string>>;
}

export type ThemeName = "light" | "dark";

type UiColour =
  | "page"
  | "surface"
  | "sunken"
  | "hover"
  | "ink"
  | "ink-soft"
  | "ink-faint"
  | "line"
  | "line-strong"
  | "accent"
  | "accent-ink"
  | "accent-soft"
  | "focus"
  | "notice"
  | "notice-ink"
  | "notice-line"
  | "danger"
  | "danger-soft"
  | "shadow";

type MapColour =
  | "space"
  | "sea"
  | "land"
  | "coast"
  | "border"
  | "graticule"
  | "label"
  | "label-soft"
  | "halo"
  | "region"
  | "region-casing"
  | "keep"
  | "exclude"
  | "pin-mode"
  | "pin-score"
  | "pin-exif";

/** Named by cumulative mass: `band-50` holds the first half of the probability, `band-rest` what is beyond 95 %. */
type BandColour = "band-50" | "band-80" | "band-90" | "band-95" | "band-rest";

// The bands follow matplotlib's magma (lightness strictly monotone, safe for colour-blind readers), from the page's
// own lightness to its opposite, so that the likeliest cells stand out most in either theme.

const LIGHT: Palette = {
  ui: {
    page: "#f6f6f3",
    surface: "#ffffff",
    sunken: "#eeeeea",
    hover: "#f3f4f1",
    ink: "#17212b",
    "ink-soft": "#46525e",
    "ink-faint": "#626d78",
    line: "#dcdedd",
    "line-strong": "#7f8993",
    accent: "#125a78",
    "accent-ink": "#ffffff",
    "accent-soft": "#e3eff4",
    focus: "#0b6f9f",
    notice: "#fff6e0",
    "notice-ink": "#614400",
    "notice-line": "#e6cb8e",
    danger: "#a1242b",
    "danger-soft": "#fcecea",
    shadow: "#17212b24",
  },
  map: {
    space: "#eceff0",
    sea: "#d5e0e6",
    land: "#f8f7f3",
    coast: "#9dacb6",
    border: "#b9c0c3",
    graticule: "#3c57672b",
    label: "#3c4853",
    "label-soft": "#5f6b75",
    halo: "#fbfaf7",
    region: "#17212b",
    "region-casing": "#ffffff",
    keep: "#125a78",
    exclude: "#a1242b",
    "pin-mode": "#17212b",
    "pin-score": "#125a78",
    "pin-exif": "#1c7a3f",
  },
  bands: {
    "band-50": "#641a6b",
    "band-80": "#c43c62",
    "band-90": "#f28560",
    "band-95": "#fac591",
    "band-rest": "#f7e3c8",
  },
};

const DARK: Palette = {
  ui: {
    page: "#0e1419",
    surface: "#151c23",
    sunken: "#0b1014",
    hover: "#1c252d",
    ink: "#eef2f5",
    "ink-soft": "#b9c4cd",
    "ink-faint": "#919daa",
    line: "#29333c",
    "line-strong": "#697682",
    accent: "#74c0e0",
    "accent-ink": "#08202c",
    "accent-soft": "#17303c",
    focus: "#86cdec",
    notice: "#2b2413",
    "notice-ink": "#f0d79c",
    "notice-line": "#5e4d20",
    danger: "#ff9c95",
    "danger-soft": "#381d1d",
    shadow: "#00000080",
  },
  map: {
    space: "#10161c",
    sea: "#080d11",
    land: "#1c262e",
    coast: "#4a5965",
    border: "#3a4751",
    graticule: "#c3d5e01f",
    label: "#c3cdd6",
    "label-soft": "#929fab",
    halo: "#11181e",
    region: "#ffffff",
    "region-casing": "#0b1116",
    keep: "#74c0e0",
    exclude: "#ff9c95",
    "pin-mode": "#ffffff",
    "pin-score": "#74c0e0",
    "pin-exif": "#7fd79b",
  },
  bands: {
    "band-50": "#fcdf9f",
    "band-80": "#f78a60",
    "band-90": "#c03f6d",
    "band-95": "#6f2179",
    "band-rest": "#352049",
  },
};

export const PALETTES: Readonly<Record<ThemeName, Palette>> = { light: LIGHT, dark: DARK };
