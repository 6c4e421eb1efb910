import { describe, expect, it } from "vitest";
import { PALETTES, type Palette } from "../../../client/ui/palette.ts";
import { paletteCss } from "../../../client/ui/palette-css.ts";

const AA_TEXT = 4.5;
const AA_CONTROL = 3;
const THEMES = Object.entries(PALETTES);

describe.each(THEMES)("palette %s", (_name, { ui, map, bands, runs, errors }: Palette) => {
  it.each(["page", "surface", "sunken", "hover"] as const)("text is readable on %s", (ground) => {
    for (const ink of ["ink", "ink-soft", "ink-faint"] as const) {
      expect(contrast(ui[ink], ui[ground]), ink).toBeGreaterThanOrEqual(AA_TEXT);
    }
  });

  it("coloured text is readable on its ground", () => {
    expect(contrast(ui["accent-ink"], ui.accent)).toBeGreaterThanOrEqual(AA_TEXT);
    expect(contrast(ui.accent, ui.surface)).toBeGreaterThanOrEqual(AA_TEXT);
    expect(contrast(ui.ink, ui["accent-soft"])).toBeGreaterThanOrEqual(AA_TEXT);
    expect(contrast(ui["notice-ink"], ui.notice)).toBeGreaterThanOrEqual(AA_TEXT);
    expect(contrast(ui.danger, ui.notice)).toBeGreaterThanOrEqual(AA_TEXT);
    expect(contrast(ui.danger, ui["danger-soft"])).toBeGreaterThanOrEqual(AA_TEXT);
    expect(contrast(ui["ink-soft"], ui["danger-soft"])).toBeGreaterThanOrEqual(AA_TEXT);
  });

  it("controls and the focus ring stand out", () => {
    for (const ground of [ui.page, ui.surface]) {
      expect(contrast(ui["line-strong"], ground)).toBeGreaterThanOrEqual(AA_CONTROL);
      expect(contrast(ui.focus, ground)).toBeGreaterThanOrEqual(AA_CONTROL);
    }
    expect(contrast(ui.focus, map.sea)).toBeGreaterThanOrEqual(AA_CONTROL);
    expect(contrast(ui.focus, map.land)).toBeGreaterThanOrEqual(AA_CONTROL);
  });

  it("labels on the map are readable", () => {
    expect(contrast(map.label, map.land)).toBeGreaterThanOrEqual(AA_TEXT);
    expect(contrast(map["label-soft"], map.land)).toBeGreaterThanOrEqual(AA_TEXT);
  });

  it("lines of runs stand out from the page, dots of errors from the map", () => {
    for (const [name, colour] of Object.entries(runs)) {
      expect(contrast(colour, ui.surface), name).toBeGreaterThanOrEqual(AA_CONTROL);
    }
    for (const [name, colour] of Object.entries(errors)) {
      expect(contrast(colour, map.land), name).toBeGreaterThanOrEqual(AA_CONTROL);
    }
  });

  it("bands step evenly away from the land, for any kind of colour vision", () => {
    const order = ["band-rest", "band-95", "band-90", "band-80", "band-50"] as const;
    const steps = [map.land, ...order.map((band) => bands[band])].map(luminance);
    const ratios = steps.slice(1).map((light, i) => ratio(light, steps[i]!));
    expect(steps).toEqual([...steps].sort((a, b) => (steps[0]! > steps[1]! ? b - a : a - b)));
    for (const step of ratios.slice(1)) expect(step).toBeGreaterThan(1.2);
    expect(contrast(bands["band-50"], map.land)).toBeGreaterThan(7);
  });
});

describe("palette css", () => {
  it("defines the same variables for every theme", () => {
    const blocks = paletteCss()
      .split(/color-scheme: \w+;/)
      .slice(1);
    const names = blocks.map((block) => [...block.matchAll(/--[\w-]+/g)].map(([name]) => name));
    expect(names).toHaveLength(3);
    expect(names[1]).toEqual(names[0]);
    expect(names[2]).toEqual(names[0]);
  });
});

function contrast(a: string, b: string): number {
  return ratio(luminance(a), luminance(b));
}

/** WCAG 2.2 contrast ratio. */
function ratio(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** WCAG 2.2 relative luminance of #rrggbb. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
