import { signal } from "@preact/signals";
import type { Overlay } from "../map/overlay.ts";
import type { ViewKeys } from "../shell/keys.ts";
import { REVEAL_END, revealStep, skipReveal } from "./reveal-steps.ts";
import { goOn, isMapOpen, lock, phase, pin, place } from "./store.ts";
import { toggleUnits } from "./units.ts";

/** The map's means to move a pin, once there is a map. */
export const moveTools = signal<Overlay | null>(null);

/** Pixels that an arrow key moves the pin: a step on the screen, so that zooming in makes it finer on the Earth. */
const STEP_PX = 32;
const FINE_STEP_PX = 6;

const isLooking = () => phase.value === "looking" && moveTools.value !== null;
const isRevealing = () => phase.value === "revealed" && revealStep.value < REVEAL_END;
const isRevealed = () => phase.value === "revealed" && revealStep.value >= REVEAL_END;

function move(x: number, y: number) {
  return (event: KeyboardEvent) => {
    const step = event.shiftKey ? FINE_STEP_PX : STEP_PX;
    const tools = moveTools.value!;
    isMapOpen.value = true;
    // The first arrow puts the pin into the middle of what is seen.
    const next = pin.value ? tools.shift(pin.value, x * step, y * step) : tools.centre();
    place(next);
    tools.keepInView(next);
  };
}

function zoom(steps: number) {
  return () => moveTools.value!.zoomBy(steps, pin.value);
}

/** What keys do in a game; the help shows this table and the handler acts on it. */
export const PLAY_KEYS: ViewKeys = {
  keys: [
    {
      key: "ArrowUp",
      shows: "\u2191",
      does: "Move the pin north",
      run: move(0, -1),
      when: isLooking,
      repeats: true,
    },
    {
      key: "ArrowDown",
      shows: "\u2193",
      does: "Move the pin south",
      run: move(0, 1),
      when: isLooking,
      repeats: true,
    },
    {
      key: "ArrowLeft",
      shows: "\u2190",
      does: "Move the pin west",
      run: move(-1, 0),
      when: isLooking,
      repeats: true,
    },
    {
      key: "ArrowRight",
      shows: "\u2192",
      does: "Move the pin east; with Shift all arrows move finely",
      run: move(1, 0),
      when: isLooking,
      repeats: true,
    },
    {
      key: "+",
      shows: "+",
      does: "Zoom in at the pin: steps become finer",
      run: zoom(1),
      when: isLooking,
      repeats: true,
    },
    { key: "-", shows: "-", does: "Zoom out", run: zoom(-1), when: isLooking, repeats: true },
    {
      key: "Enter",
      shows: "Enter",
      does: "Lock the guess",
      run: () => void lock(),
      when: isLooking,
    },
    { key: " ", shows: "Space", does: "Skip the reveal", run: skipReveal, when: isRevealing },
    {
      key: "Enter",
      shows: "Enter",
      does: "Skip the reveal; after it, go on",
      run: () => (isRevealing() ? skipReveal() : void goOn()),
      when: () => isRevealing() || isRevealed(),
    },
    {
      key: "m",
      shows: "M",
      does: "On a phone: photo or map",
      run: () => {
        isMapOpen.value = !isMapOpen.value;
      },
      when: () => phase.value === "looking" || phase.value === "revealed",
    },
    { key: "u", shows: "U", does: "Kilometres or miles", run: toggleUnits },
  ],
};
