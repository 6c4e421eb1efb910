import { computed, effect, signal } from "@preact/signals";
import type { ThemeName } from "./palette.ts";

export type ThemeChoice = "system" | ThemeName;

const STORAGE_KEY = "graticule.theme";
const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const system = signal<ThemeName>(prefersDark.matches ? "dark" : "light");

export const themeChoice = signal<ThemeChoice>(readChoice());

/** The theme in force. */
export const theme = computed<ThemeName>(() =>
  themeChoice.value === "system" ? system.value : themeChoice.value,
);

/** Goes to the next of system, light, dark. */
export function nextTheme(): void {
  const at = CHOICES.indexOf(themeChoice.value);
  themeChoice.value = CHOICES[(at + 1) % CHOICES.length]!;
}

/** Keeps the document and the reader's stored choice in step with `themeChoice`, from before the first paint on. */
export function keepTheme(): void {
  prefersDark.addEventListener("change", () => {
    system.value = prefersDark.matches ? "dark" : "light";
  });
  effect(() => applyChoice(themeChoice.value));
}

function applyChoice(choice: ThemeChoice): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return CHOICES.find((choice) => choice === stored) ?? "system";
  } catch {
    return "system";
  }
}
