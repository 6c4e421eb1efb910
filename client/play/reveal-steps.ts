import { signal } from "@preact/signals";

// The reveal of a round, told step by step: the truth, the distance, the model, its heatmap.

export const REVEAL_END = 4;
const STEP_MS = 850;
const SETTLE_MS = 500;

/** How far the reveal has come; 0 before it. */
export const revealStep = signal(0);
/** Whether the reveal has stood long enough that a click is meant for it. */
export const settled = signal(false);

let settling: ReturnType<typeof setTimeout> | undefined;
let revealing: ReturnType<typeof setInterval> | undefined;

export function startReveal(): void {
  stopReveal();
  clearTimeout(settling);
  settled.value = false;
  settling = setTimeout(() => {
    settled.value = true;
  }, SETTLE_MS);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    revealStep.value = REVEAL_END;
    return;
  }
  revealStep.value = 1;
  revealing = setInterval(() => {
    revealStep.value += 1;
    if (revealStep.value >= REVEAL_END) stopReveal();
  }, STEP_MS);
}

/** Goes no further; what is shown stays. */
export function stopReveal(): void {
  clearInterval(revealing);
}

/** Shows everything at once. */
export function skipReveal(): void {
  stopReveal();
  revealStep.value = REVEAL_END;
}
