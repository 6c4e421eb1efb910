import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { MASSES } from "../ask/question.ts";
import { mass, photo, step } from "../ask/store.ts";
import { cancelDrawing, drawing, finishDrawing, undoCorner } from "../locate/drawing.ts";
import { nextTheme } from "../ui/theme.ts";
import { chooseFiles, fitAnswer } from "./commands.ts";
import { view } from "./views.ts";

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

export const isHelpOpen = signal(false);

/** Keys of the view on the page, where it has its own; they come before the keys of the page. */
export const viewKeys = signal<readonly KeyBinding[]>([]);

const isLocating = () => view.value === "locate";
const isDrawing = () => isLocating() && drawing.value !== null;
const hasPhoto = () => isLocating() && photo.value !== null;

export const KEYS: readonly KeyBinding[] = [
  { key: "o", shows: "O", does: "Choose files", run: chooseFiles },
  { key: "[", shows: "[", does: "Previous photo", run: () => step(-1), when: hasPhoto },
  { key: "]", shows: "]", does: "Next photo", run: () => step(1), when: hasPhoto },
  { key: "f", shows: "F", does: "Fit the map to the answer", run: fitAnswer, when: hasPhoto },
  { key: "-", shows: "-", does: "Smaller region", run: () => stepMass(-1), when: outsideMap },
  { key: "+", shows: "+", does: "Larger region", run: () => stepMass(1), when: outsideMap },
  { key: "t", shows: "T", does: "Next theme", run: nextTheme },
  {
    key: "Enter",
    shows: "Enter",
    does: "Drawing: use the area",
    run: finishDrawing,
    when: isDrawing,
  },
  {
    key: "Backspace",
    shows: "Backspace",
    does: "Drawing: take back the last corner",
    run: undoCorner,
    when: isDrawing,
  },
  { key: "Escape", shows: "Esc", does: "Drawing: stop", run: cancelDrawing, when: isDrawing },
  {
    key: "?",
    shows: "?",
    does: "Show or hide this help",
    run: () => {
      isHelpOpen.value = !isHelpOpen.value;
    },
  },
];

/** Acts on the keys above, but never while a person types, with a modifier held, or on a key that repeats itself. */
export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const binding = [...viewKeys.value, ...KEYS].find(
        ({ key, when }) => key === event.key && (when?.() ?? true),
      );
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

/** The map has its own meaning for plus and minus: zoom. */
function outsideMap(): boolean {
  return hasPhoto() && !(document.activeElement instanceof HTMLCanvasElement);
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement) return !["range", "radio", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function stepMass(by: 1 | -1): void {
  const next = MASSES[MASSES.indexOf(mass.value) + by];
  if (next) mass.value = next;
}
