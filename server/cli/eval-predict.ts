import { resolve } from "node:path";
import type { PredictionOptions } from "../../core/contracts/options.ts";
import { readOptions } from "../../core/contracts/parameters.ts";
import { compareIds } from "../../core/eval/reading/ids.ts";
import type { Perturbation } from "../../core/pixels/perturbations.ts";
import { findPhotos } from "../eval/photo-files.ts";
import { predictPhotos } from "../eval/predict.ts";
import { openTruth } from "../eval/truth-source.ts";
import { perturb } from "../photo/perturbation.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import {
  type EvalFlag,
  type GivenFlags,
  integerOf,
  LISTED_CELLS,
  requiredText,
  textOf,
} from "./eval-flags.ts";
import { datasetsFolder } from "./eval-sets.ts";
import { openCliLocator } from "./open-locator.ts";
import { createProgress } from "./progress.ts";
import { complain, type Terminal, tell } from "./terminal.ts";

export const PREDICT_FLAGS = [
  "dataset",
  "truth",
  "images",
  "output",
  "bundle",
  "resume",
  "maxCells",
  "tail",
  "prior",
  "crops",
  "ranking",
  "limit",
  "concurrency",
  "strict",
  "progress",
] as const satisfies readonly EvalFlag[];

/** `eval predict`: the photos of a set to one document a line. */
export async function runPredict(
  flags: GivenFlags,
  output: string,
  terminal: Terminal,
  perturbation: Perturbation | null = null,
): Promise<ExitCode> {
  const bundle = textOf(flags, "bundle");
  const env = bundle === null ? terminal.env : { ...terminal.env, GRATICULE_BUNDLE: bundle };
  const config = readConfig(env);
  const images = requiredText(flags, "images");
  const hasTruth =
    textOf(flags, "dataset") !== null || (textOf(flags, "truth") ?? "exif") !== "exif";
  const truth = hasTruth
    ? await openTruth({
        dataset: textOf(flags, "dataset"),
        truth: textOf(flags, "truth"),
        predictions: null,
        datasetsFolder: datasetsFolder(config),
      })
    : null;
  for (const warning of truth?.warnings ?? []) complain(terminal, warning);
  const ids = truth ? truth.set.rows.map(({ id }) => id).sort(compareIds) : null;
  const all = await findPhotos(resolve(images), ids);
  const limit = integerOf(flags, "limit", Number.POSITIVE_INFINITY, [1, 1e9]);
  const found = { ...all, photos: all.photos.slice(0, limit) };
  tell(terminal, all.missing, "Photos of the set that are not in the folder and count as misses");
  tell(terminal, all.extra, "Photos of the folder that are not in the set and are left out");

  const progress = createProgress(terminal, flags.progress !== false);
  try {
    const { predicted, kept, unreadable } = await predictPhotos({
      found,
      output: resolve(output),
      resume: flags.resume === true,
      options: optionsOf(flags),
      concurrency: integerOf(flags, "concurrency", config.concurrency, [1, 64]),
      perturbation: perturbation && {
        name: perturbation,
        change: (bytes) => perturb(bytes, perturbation, photoLimits(config)),
      },
      tail: flags.tail !== false,
      signal: terminal.signal,
      openLocator: () => openCliLocator(config, terminal, progress),
      onProgress: (done, total) => progress.show(done, total, "photos"),
      log: (message) => complain(terminal, message),
    });
    progress.stop();
    const before = kept > 0 ? `, ${kept} were there already` : "";
    complain(terminal, `${predicted} photos predicted${before}: ${output}`);
    tell(terminal, unreadable, "Photos that could not be read and count as misses");
    const isFlawed = unreadable.length + all.missing.length > 0;
    return flags.strict === true && isFlawed ? EXIT.someFailed : EXIT.ok;
  } catch (error) {
    if (!terminal.signal.aborted) throw error;
    progress.stop();
    complain(terminal, `Stopped. --resume goes on from what is in ${output}.`);
    return EXIT.someFailed;
  } finally {
    progress.stop();
  }
}

function optionsOf(flags: GivenFlags): PredictionOptions {
  const given = (["prior", "crops", "ranking"] as const).flatMap((name) => {
    const text = textOf(flags, name);
    return text === null ? [] : [{ source: "option", name, text }];
  });
  const maxCells = String(integerOf(flags, "maxCells", LISTED_CELLS, [1, 20_000]));
  return readOptions([
    ...given,
    { source: "option", name: "max_cells", text: maxCells },
    // Regions follow from the cells; their outlines would be most of the file.
    { source: "option", name: "regions", text: "" },
  ]);
}
