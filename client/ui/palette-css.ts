import { PALETTES, type Palette, type ThemeName } from "./palette.ts";

/**
 * The palettes as CSS custom properties, written into the style sheet at build time: the system's preference
 * decides, unless the reader has chosen (`data-theme` on the root element).
 */
export function paletteCss(): string {
  return [
    `:root { ${declarations("light")} }`,
    `@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${declarations("dark")} } }`,
    `:root[data-theme="dark"] { ${declarations("dark")} }`,
  ].join("\n");
}

function declarations(theme: ThemeName): string {
  const palette: Palette = PALETTES[theme];
  const named = [
    ...Object.entries(palette.ui),
    ...Object.entries(palette.bands),
    ...Object.entries(palette.runs),
    ...Object.entries(palette.errors),
    ...Object.entries(palette.changes),
    ...Object.entries(palette.map).map(([name, colour]) => [`map-${name}`, colour] as const),
  ];
  const variables = named.map(([name, colour]) => `--${name}: ${colour};`);
  return [`color-scheme: ${theme};`, ...variables].join(" ");
}
