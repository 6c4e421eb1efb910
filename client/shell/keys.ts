import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { cancelDrawing, drawing, finishDrawing, undoCorner } from "../locate/drawing.ts";
import { MASSES } from "../locate/question.ts";
import { mass, photo, step } from "../locate/store.ts";
import { chooseFiles, fitAnswer } from "./commands.ts";
import { nextTheme } from "./theme.ts";
import { view } from "./views.ts";

/** One key and what it does; the help shows this table and the handler acts on it. */
export interface KeyBinding {
  readonly key: string;
  readonly shows: string;
  readonly does: string;
  readonly run: () => void;
  /** Whether the key means something now; otherwise it is left to the browser. */
  readonly when?: () => boolean;
}

export const isHelpOpen = signal(false);

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
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return;
      const binding = KEYS.find(({ key, when }) => key === event.key && (when?.() ?? true));
      if (!binding || (binding.key === "Enter" && event.target instanceof HTMLButtonElement))
        return;
      event.preventDefault();
      binding.run();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
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
