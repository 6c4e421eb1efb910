import { join } from "node:path";
import type { Command } from "commander";
import { reportMarkdown } from "../../core/eval/report/markdown.ts";
import type { ScoredRun } from "../../core/eval/run.ts";
import { RUN_FILES, writeRun } from "../eval/run-files.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { runAlbums, writeTrips } from "./eval-albums.ts";
import { AUDIT_FLAGS, auditFolder, auditRun } from "./eval-audit.ts";
import { COMPARE_FLAGS, compare } from "./eval-compare.ts";
import { measureExplanations } from "./eval-explain.ts";
import { fitEnsemble } from "./eval-fit.ts";
import {
  type EvalFlag,
  flagsOf,
  type GivenFlags,
  requiredText,
  textOf,
  withFlags,
} from "./eval-flags.ts";
import { measureGallery } from "./eval-gallery.ts";
import { PAPER_FLAGS, writePaper } from "./eval-paper.ts";
import { perturbationsOf, runPerturbed } from "./eval-perturb.ts";
import { listPhotos, PHOTOS_FLAGS } from "./eval-photos.ts";
import { PREDICT_FLAGS, runPredict } from "./eval-predict.ts";
import { RVA_FLAGS, showCurves } from "./eval-rva.ts";
import { readScoreSettings, runScore, SCORE_FLAGS } from "./eval-score.ts";
import { listSets } from "./eval-sets.ts";
import { VERIFY_FLAGS, verifyRun } from "./eval-verify.ts";
import { complain, print, type Terminal } from "./terminal.ts";

/** Registers what stands under `eval`. */
export function addEvalCommands(
  evaluation: Command,
  terminal: Terminal,
  end: (code: ExitCode) => void,
): void {
  const add = (
    name: string,
    description: string,
    flags: readonly EvalFlag[],
    run: (flags: GivenFlags, args: readonly string[]) => Promise<ExitCode>,
  ) =>
    withFlags(evaluation.command(name).description(description), flags).action(
      async (...given: unknown[]) => {
        const command = given.at(-1) as Command;
        end(await run(flagsOf(command.opts(), flags, terminal.env), command.args));
      },
    );

  add("predict", "Predict the photos of a set into predictions.jsonl", PREDICT_FLAGS, (flags) =>
    runPredict(flags, textOf(flags, "output") ?? RUN_FILES.predictions, terminal),
  );
  add("score", "Score predictions: summary.json, per_image.csv, reports", SCORE_FLAGS, (flags) =>
    score(flags, requiredText(flags, "predictions"), terminal, "score"),
  );
  const both = [...new Set([...PREDICT_FLAGS, ...SCORE_FLAGS])].filter((f) => f !== "predictions");
  add(
    "run",
    "Predict and score",
    [...both, "skipAudit", "perturb", "albums", "json"],
    async (flags) => {
      const perturbations = perturbationsOf(flags);
      if (textOf(flags, "albums") !== null) return runAlbums(flags, terminal);
      const file = join(requiredText(flags, "output"), RUN_FILES.predictions);
      // Hours later it would be too late to hear of a mistyped number.
      readScoreSettings(flags);
      const predicted = await runPredict(flags, file, terminal);
      if (terminal.signal.aborted) return predicted;
      const isAudited = flags.skipAudit !== true && textOf(flags, "audit") === null;
      const audited = isAudited ? { audit: await auditRun(flags, terminal) } : {};
      const scored = await score({ ...flags, ...audited }, file, terminal, "run");
      const code = scored === EXIT.ok ? predicted : scored;
      if (perturbations.length === 0 || code === EXIT.someFailed) return code;
      return runPerturbed(perturbations, flags, terminal);
    },
  );
  add(
    "trips",
    "Make synthetic trips of a set, for --albums",
    ["dataset", "truth", "trips", "seed", "unrelated", "output"],
    (flags) => writeTrips(flags, terminal),
  );
  add(
    "compare",
    "Compare scored runs photo by photo: two figure by figure, more each with each",
    COMPARE_FLAGS,
    (flags, runs) => compare(flags, runs, terminal),
  ).argument("<runs...>", "folders of `eval score`");
  add(
    "photos",
    "The photos of a run by part of the set, by error, or by how far another run is from it",
    PHOTOS_FLAGS,
    (flags, runs) => listPhotos(runs, flags, terminal),
  )
    .argument("<run>", "a folder of `eval score`")
    .argument("[other]", "another, to compare the points with");
  add(
    "paper",
    "Tables, figures, their data and references of scored runs, for a paper",
    PAPER_FLAGS,
    (flags, runs) => writePaper(flags, runs, terminal),
  ).argument("<runs...>", "folders of `eval score`, of one set");
  add(
    "audit",
    "Look at every photo of a set: placeholders, copies, unreadable and missing ones, odd positions",
    AUDIT_FLAGS,
    (flags, [folder = ""]) => auditFolder(folder, flags, terminal),
  ).argument("<folder>", "the photos, in any depth of folders");
  add(
    "rva",
    "Curves of recall versus area side by side: .rva.json of any tool, folders of runs",
    RVA_FLAGS,
    (flags, curves) => showCurves(flags, curves, terminal),
  ).argument("<curves...>", "files of curves, or folders of `eval score`");
  add(
    "verify",
    "Score a run once more from its card and say what is not as its files have it",
    VERIFY_FLAGS,
    (flags, [folder = ""]) => verifyRun(folder, flags, terminal),
  ).argument("<run>", "a folder of `eval score`");
  add(
    "sets",
    "The public test sets: columns, sizes, protocol, licence, known faults, published rows",
    ["json", "fetch", "check"],
    (flags, [name]) => listSets(flags, name ?? null, terminal),
  )
    .alias("datasets")
    .argument("[name]", "one of them");
  add(
    "gallery",
    "What a list of training points knows of a set: prior alone, best case, leakage",
    ["gallery", "dataset", "truth", "grid", "json"],
    (flags) => measureGallery(flags, terminal),
  );
  add(
    "explain",
    "What explanations are worth: words for places against truth, covered parts against random ones",
    ["images", "dataset", "truth", "bundle", "limit", "sample", "seed", "json", "progress"],
    (flags) => measureExplanations(flags, terminal),
  );
  add(
    "fit",
    "Fit the weights of a product of experts on a validation set",
    [
      "images",
      "dataset",
      "truth",
      "members",
      "index",
      "bundle",
      "output",
      "limit",
      "name",
      "progress",
    ],
    (flags) => fitEnsemble(flags, terminal),
  );
}

async function score(
  flags: GivenFlags,
  file: string,
  terminal: Terminal,
  command: "score" | "run",
): Promise<ExitCode> {
  const folder = requiredText(flags, "output");
  const { run, mask } = await runScore(flags, file, terminal, command);
  await writeRun(folder, run.summary, run.scores, mask);
  for (const warning of run.warnings) complain(terminal, warning);
  const trouble = troubleOf(run);
  for (const line of trouble) complain(terminal, line);
  await print(terminal, reportMarkdown(run.summary));
  complain(terminal, `Written to ${folder}: ${Object.values(RUN_FILES).slice(1).join(", ")}.`);
  return flags.strict === true && trouble.length > 0 ? EXIT.someFailed : EXIT.ok;
}

/** What `--strict` does not forgive, in words. */
function troubleOf({ summary: { counts }, scores }: ScoredRun): string[] {
  const kinds = [
    [counts.missing, "photos have no prediction", false],
    [counts.unreadable, "photos could not be read", true],
    [counts.invalid, "predictions cannot be used", true],
    [counts.duplicates, "photos were predicted twice; the first counts", false],
    [counts.truthDuplicates, "photos are twice in the set; the first counts", false],
    [counts.extra, "predictions are for photos that the set does not have", false],
  ] as const;
  return kinds
    .filter(([{ count }]) => count > 0)
    .map(([{ count, first }, what, hasReason]) => {
      const detail = scores.find(({ id }) => id === first[0])?.detail;
      const reason = hasReason ? ` (the first ${detail}; per_image.csv says why of each)` : "";
      return `${count} ${what}: ${first.slice(0, 3).join(", ")}${reason}`;
    });
}
