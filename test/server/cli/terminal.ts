import { Readable } from "node:stream";
import {
  EXPLANATION_EXAMPLE,
  MODEL_EXAMPLE,
  PREDICTION_EXAMPLE,
} from "../../../core/contracts/examples.ts";
import { toPosition } from "../../../core/earth/lng-lat.ts";
import { runCommand } from "../../../server/cli/program.ts";
import type { Terminal } from "../../../server/cli/terminal.ts";
import type { LocatorSettings } from "../../../server/locate/locator.ts";
import { readPhoto } from "../../../server/photo/photo.ts";
import type { ExitCode } from "../../../server/process/exit.ts";
import { geography } from "../../geography.ts";
import { createSink } from "../sink.ts";

/** What a command did to the world. */
export interface Run {
  readonly exit: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Settings of every locator that was opened. */
  readonly opened: readonly LocatorSettings[];
}

export interface World {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array;
  /** Whether standard output is a terminal, of 100 letters a line. */
  readonly isTerminal?: boolean;
  /** Aborts on Ctrl+C. */
  readonly signal?: AbortSignal;
  /** What is done to each photo before it is answered. */
  readonly before?: (bytes: Uint8Array) => Promise<void>;
  /** Opens a model in the place of the one made by hand. */
  readonly openLocator?: Terminal["openLocator"];
  /** Makes the opening of the model fail. */
  readonly openError?: Error;
}

/** Runs a command line over a locator that reads photos and answers the same for each. */
export async function runInTerminal(args: readonly string[], world: World = {}): Promise<Run> {
  const [stdout, stderr] = [createSink(), createSink()];
  const opened: LocatorSettings[] = [];
  const terminal: Terminal = {
    env: world.env ?? {},
    stdin: Readable.from(world.stdin ? [world.stdin] : []),
    stdout: Object.assign(stdout.stream, world.isTerminal ? { isTTY: true, columns: 100 } : {}),
    stderr: stderr.stream,
    signal: world.signal ?? new AbortController().signal,
    geography,
    async openLocator(settings) {
      opened.push(settings);
      if (world.openError) throw world.openError;
      if (world.openLocator) return world.openLocator(settings);
      return {
        model: MODEL_EXAMPLE,
        sequence: null,
        async locate(bytes, options) {
          await world.before?.(bytes);
          const { width, height, sha256 } = await readPhoto(bytes, settings.limits);
          const image = { width, height, sha256, exif: null };
          const cells = PREDICTION_EXAMPLE.cells.slice(0, options.maxCells);
          return { ...PREDICTION_EXAMPLE, image, cells };
        },
        async look(bytes, options) {
          await world.before?.(bytes);
          const { width, height, sha256, exif } = await readPhoto(bytes, settings.limits);
          const { count } = settings.geography.cells;
          const prior = new Float64Array(count).fill(1 / count);
          return {
            vector: new Float32Array(8),
            belief: Float32Array.from(prior),
            prior,
            priorName: options.prior,
            exif,
            async answer() {
              const image = { width, height, sha256, exif };
              return {
                ...PREDICTION_EXAMPLE,
                image,
                cells: PREDICTION_EXAMPLE.cells.slice(0, options.maxCells),
              };
            },
          };
        },
        shown: toPosition,
        recall() {
          throw new Error("No look is recalled here.");
        },
        async explain(bytes, { place }, _signal, onProgress) {
          const { width, height, sha256 } = await readPhoto(bytes, settings.limits);
          onProgress?.(7, 7);
          return {
            ...EXPLANATION_EXAMPLE,
            ...(place && { place: { ...EXPLANATION_EXAMPLE.place, ...place } }),
            image: { width, height, sha256 },
          };
        },
        async close() {},
      };
    },
  };
  const exit = await runCommand(args, terminal);
  return { exit, stdout: stdout.text(), stderr: stderr.text(), opened };
}
