import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { nextTheme } from "../ui/theme.ts";
import { chooseFiles } from "./file-input.tsx";

/** One key and what it does; the help shows this table and the handler acts on it. */
export interface KeyBinding {
  readonly key: string;
  readonly shows: string;
  readonly does: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Whether the key means something now; otherwise it is left to the browser. */
  readonly when?: () => boolean;
  /** Whether holding the key goes on acting; keys that send something never do. */
  readonly repeats?: true;
}

/** What a view hands in: its own keys, which come before those of the page. */
export interface ViewKeys {
  readonly keys: readonly KeyBinding[];
  /** Said below the help's table. */
  readonly note?: string;
}

export const isHelpOpen = signal(false);

const NONE: ViewKeys = { keys: [] };

/** Keys of the view on the page. */
export const viewKeys = signal(NONE);

/** Makes a view's keys work for as long as it is on the page. */
export function useViewKeys(own: ViewKeys): void {
  useEffect(() => {
    viewKeys.value = own;
    return () => {
      if (viewKeys.value === own) viewKeys.value = NONE;
    };
  }, [own]);
}

const PAGE_KEYS: readonly KeyBinding[] = [
  { key: "o", shows: "O", does: "Choose files", run: chooseFiles },
  { key: "t", shows: "T", does: "Next theme", run: nextTheme },
  {
    key: "?",
    shows: "?",
    does: "Show or hide this help",
    run: () => {
      isHelpOpen.value = !isHelpOpen.value;
    },
  },
];

/** The keys that there are now: those of the view, then those that work everywhere. */
export function keysNow(): readonly KeyBinding[] {
  return [...viewKeys.value.keys, ...PAGE_KEYS];
}

/** Acts on the keys above, but never while a person types, with a modifier held, or on a key that repeats itself. */
export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const binding = keysNow().find(({ key, when }) => key === event.key && (when?.() ?? true));
      const isControls = isPress(event) ? isButton(event.target) : isDial(event);
      // A key that is held presses a button once.
      if (isControls && isPress(event) && event.repeat) event.preventDefault();
      if (!binding || isControls) return;
      event.preventDefault();
      if (!event.repeat || binding.repeats) binding.run(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** Enter and Space belong to the button or link that has the focus. */
function isPress({ key }: KeyboardEvent): boolean {
  return key === "Enter" || key === " ";
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;
}

/** Arrows belong to the slider or the choice that has the focus. */
function isDial({ key, target }: KeyboardEvent): boolean {
  return key.startsWith("Arrow") && target instanceof HTMLInputElement;
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement) return !["range", "radio", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
