import type { Run } from "./runs.ts";

/** A run's name after a sample of its line: colour and dash as in every picture. */
export function RunName({ run }: { run: Pick<Run, "name" | "colour"> }) {
  return (
    <span class="run-name">
      <svg class={`look-run-${run.colour + 1}`} viewBox="0 0 26 8" aria-hidden="true">
        <path class="plot__line" d="M1 4H25" />
      </svg>
      <span>{run.name}</span>
    </span>
  );
}
