import { expect } from "vitest";
import type { NewGame } from "../../../core/game/api.ts";
import type { Mode } from "../../../core/game/modes.ts";

/** A request for a game of a mode, at full strength and without a clock. */
export const plain = (mode: Mode, more: Partial<NewGame> = {}): NewGame => ({
  mode,
  strength: "full",
  timerS: null,
  ...more,
});
/** A guess, somewhere in Chad. */
export const PIN = { lat: 10, lng: 20 };
/** An error of that code. */
export const code = (name: string) => expect.objectContaining({ code: name });
