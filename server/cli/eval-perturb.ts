import { join } from "node:path";
import { type Perturbation, readPerturbations } from "../../core/pixels/perturbations.ts";
import { RUN_FILES, readRun, writeRun } from "../eval/run-files.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { compare } from "./eval-compare.ts";
import { type GivenFlags, nameOf, requiredText, textOf } from "./eval-flags.ts";
import { runPredict } from "./eval-predict.ts";
import { runScore } from "./eval-score.ts";
import { complain, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

/** The changes that `--perturb` names; none without it. */
export function perturbationsOf(flags: GivenFlags): readonly Perturbation[] {
  const text = textOf(flags, "perturb");
  try {
    return text === null ? [] : readPerturbations(text);
  } catch (cause) {
    throw usage(`${nameOf("perturb")}: ${(cause as Error).message}.`);
  }
}

/**
 * Predicts and scores the photos of a run once more for each change, beside it, and compares all with it: what a model leans
 * on, and how much it loses.
 *
 * @param flags of the run, which is in their `output` already
 */
export async function runPerturbed(
  perturbations: readonly Perturbation[],
  flags: GivenFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const output = requiredText(flags, "output");
  const { summary } = await readRun(output);
  const beside = join(output, "perturbed");
  const folders = perturbations.map((name) => join(beside, name));
  for (const [i, perturbation] of perturbations.entries()) {
    const folder = folders[i]!;
    const own = { ...flags, output: folder, name: `${summary.name}, ${perturbation}` };
    const file = join(folder, RUN_FILES.predictions);
    complain(terminal, `Photos changed by ${perturbation}:`);
    await runPredict(own, file, terminal, perturbation);
    if (terminal.signal.aborted) return EXIT.someFailed;
    const { run, mask } = await runScore(own, file, terminal, "run");
    await writeRun(folder, run.summary, run.scores, mask);
  }
  const { seed, resamples } = flags;
  return compare(
    { output: beside, ...(seed && { seed }), ...(resamples && { resamples }) },
    [output, ...folders],
    terminal,
  );
}
