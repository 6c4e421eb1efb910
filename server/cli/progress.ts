import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** A bar on standard error. */
export interface Progress {
  /** Shows how far one thing is; a new `what` begins a new bar. */
  show(done: number, total: number, what: string): void;
  /** Makes room for a line of text. */
  stop(): void;
}

/** A bar for people: none when standard error is no terminal or bars are not wanted. */
export function createProgress({ stderr }: Terminal, wanted: boolean): Progress {
  if (!wanted || stderr.isTTY !== true) return { show() {}, stop() {} };
  let bar: SingleBar | null = null;
  let current = "";

  function stop(): void {
    bar?.stop();
    bar = null;
    current = "";
  }

  return {
    show(done, total, what) {
      if (what !== current) {
        stop();
        current = what;
        bar = new SingleBar(
          {
            stream: stderr as NodeJS.WriteStream,
            format: `${what} {bar} {value}/{total} ({eta} s left)`,
            hideCursor: true,
            clearOnComplete: true,
          },
          Presets.shades_classic,
        );
        bar.start(total, done);
      }
      bar?.update(done);
      if (done >= total) stop();
    },
    stop,
  };
}
