/** Every colour of the product, in one theme. The page, the map style and the heatmap read the same object. */
export interface Palette {
  readonly ui: Readonly<Record<UiColour, string>>;
  readonly map: Readonly<Record<MapColour, string>>;
  readonly bands: Readonly<Record<BandColour, string>>;
  readonly runs: Readonly<Record<RunColour, string>>;
  readonly errors: Readonly<Record<ErrorColour, string>>;
  readonly changes: Readonly<Record<ChangeColour, string>>;
  /** How strongly hills are shaded on the map, 0 to 1. */
  readonly relief: number;
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
  | "pin-best"
  | "pin-model"
  | "pin-exif";

/** Named by cumulative mass: `band-50` holds the first half of the probability, `band-rest` what is beyond 95 %. */
type BandColour = "band-50" | "band-80" | "band-90" | "band-95" | "band-rest";

/** Evaluation runs beside each other. Every line also has a dash of its own. */
type RunColour = "run-1" | "run-2" | "run-3" | "run-4" | "run-5";

/** Distance from the truth, nearest first: blue is near and red is far, safe for colour-blind readers. */
type ErrorColour = "error-1" | "error-2" | "error-3" | "error-4" | "error-5";

/** What a photo, or a part of it, does to a probability: `up` makes it likelier, three times over; `even` leaves it. */
export type ChangeColour =
  | "change-up-3"
  | "change-up-2"
  | "change-up-1"
  | "change-even"
  | "change-down-1"
  | "change-down-2"
  | "change-down-3"
  | "speaks-for"
  | "speaks-against";

// Changes follow ColorBrewer's PuOr (safe for colour-blind readers); in the dark the strongest are the lightest.

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
    "pin-best": "#17212b",
    "pin-model": "#125a78",
    "pin-exif": "#1c7a3f",
  },
  bands: {
    "band-50": "#641a6b",
    "band-80": "#c43c62",
    "band-90": "#f28560",
    "band-95": "#fac591",
    "band-rest": "#f7e3c8",
  },
  runs: {
    "run-1": "#125a78",
    "run-2": "#c2410c",
    "run-3": "#6d3fa8",
    "run-4": "#846500",
    "run-5": "#b02a7a",
  },
  errors: {
    "error-1": "#08437f",
    "error-2": "#2b80c4",
    "error-3": "#7b7466",
    "error-4": "#d1600a",
    "error-5": "#8f1d1d",
  },
  changes: {
    "change-up-3": "#542788",
    "change-up-2": "#8f7fbd",
    "change-up-1": "#cfcfe6",
    "change-even": "#f1f0ee",
    "change-down-1": "#fbdcae",
    "change-down-2": "#e3902f",
    "change-down-3": "#9a4a05",
    "speaks-for": "#6a2fb0",
    "speaks-against": "#d9730d",
  },
  relief: 0.4,
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
    "pin-best": "#ffffff",
    "pin-model": "#74c0e0",
    "pin-exif": "#7fd79b",
  },
  bands: {
    "band-50": "#fcdf9f",
    "band-80": "#f78a60",
    "band-90": "#c03f6d",
    "band-95": "#6f2179",
    "band-rest": "#352049",
  },
  runs: {
    "run-1": "#74c0e0",
    "run-2": "#ff9d5c",
    "run-3": "#b9a0f2",
    "run-4": "#d9c04a",
    "run-5": "#f28ac0",
  },
  errors: {
    "error-1": "#9fd8ff",
    "error-2": "#3f9fe6",
    "error-3": "#9c9382",
    "error-4": "#f2913d",
    "error-5": "#ff5d52",
  },
  changes: {
    "change-up-3": "#d5c6ff",
    "change-up-2": "#8c74d4",
    "change-up-1": "#453a70",
    "change-even": "#2a323a",
    "change-down-1": "#54401f",
    "change-down-2": "#bd7a26",
    "change-down-3": "#ffcb85",
    "speaks-for": "#a584f0",
    "speaks-against": "#f0942f",
  },
  relief: 0.3,
};

export const PALETTES: Readonly<Record<ThemeName, Palette>> = { light: LIGHT, dark: DARK };
