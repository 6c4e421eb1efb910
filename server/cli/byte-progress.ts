import { Presets, SingleBar } from "cli-progress";
import { createByteRate } from "../hub/byte-rate.ts";
import type { Terminal } from "./terminal.ts";

/** A bar of bytes on standard error. */
export interface ByteProgress {
  show(done: number, total: number): void;
  /** Makes room for a line of text; the next `show` begins anew. */
  stop(): void;
}

/** Where standard error is a file or a log, a line in so many milliseconds. */
const LINE_EVERY_MS = 10_000;

/** Bytes, rate and time left: a bar in a terminal, a line now and then elsewhere, nothing if it is not wanted. */
export function createByteProgress(
  { stderr }: Pick<Terminal, "stderr">,
  isWanted: boolean,
  now: () => number = Date.now,
): ByteProgress {
  if (!isWanted) return { show() {}, stop() {} };
  const rate = createByteRate(now);
  let bar: SingleBar | null = null;
  let lastLine = now();

  function showLine(text: string): void {
    if (now() - lastLine < LINE_EVERY_MS) return;
    lastLine = now();
    stderr.write(`${text}\n`);
  }

  function showBar(done: number, total: number, text: string): void {
    if (!bar) {
      const stream = stderr as NodeJS.WriteStream;
      const options = { stream, format: "{bar} {text}", hideCursor: true, clearOnComplete: true };
      bar = new SingleBar(options, Presets.shades_classic);
      bar.start(total, done, { text });
    }
    bar.update(done, { text });
  }

  return {
    show(done, total) {
      const text = describeBytes(done, total, rate.at(done));
      if (stderr.isTTY === true) showBar(done, total, text);
      else showLine(text);
    },
    stop() {
      bar?.stop();
      bar = null;
      rate.reset();
    },
  };
}

/** `512 of 1,310 MB, 8.2 MB/s, 1 min 37 s left`. @param rate bytes per second */
export function describeBytes(done: number, total: number, rate: number): string {
  const megabytes = (bytes: number) => Math.floor(bytes / 1e6).toLocaleString("en-GB");
  const left = rate > 0 ? `${describeSeconds((total - done) / rate)} left` : "waiting";
  return `${megabytes(done)} of ${megabytes(total)} MB, ${(rate / 1e6).toFixed(1)} MB/s, ${left}`;
}

function describeSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
