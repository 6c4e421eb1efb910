import { join, resolve } from "node:path";
import type { FitFigures } from "../../core/eval/fitting/cross-validation.ts";
import { contradictionWarnings } from "../../core/eval/reading/truth.ts";
import { toEnsemble } from "../eval/ensemble-file.ts";
import { writeWhole } from "../eval/files.ts";
import { type Fitted, fitMembers } from "../eval/fit.ts";
import { findPhotos } from "../eval/photo-files.ts";
import { openTruth } from "../eval/truth-source.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { bundleFolder, indexFile } from "../settings/folders.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import { type GivenFlags, integerOf, requiredText, textOf } from "./eval-flags.ts";
import { datasetsFolder } from "./eval-sets.ts";
import { createProgress, type Progress } from "./progress.ts";
import { complain, print, type Terminal, tell, toTable } from "./terminal.ts";
import { usage } from "./usage.ts";

/** `eval fit`: weights of a product of experts, written as a folder that is served like a bundle. */
export async function fitEnsemble(flags: GivenFlags, terminal: Terminal): Promise<ExitCode> {
  const bundle = textOf(flags, "bundle");
  const env = bundle === null ? terminal.env : { ...terminal.env, GRATICULE_BUNDLE: bundle };
  const config = readConfig(env);
  const folder = requiredText(flags, "output");
  const name = textOf(flags, "name") ?? "ensemble";
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw usage(`--name: expected small letters, digits and hyphens, got "${name}".`);
  }
  const truth = await openTruth({
    dataset: textOf(flags, "dataset"),
    truth: textOf(flags, "truth"),
    predictions: null,
    datasetsFolder: datasetsFolder(config),
  });
  const warnings = [...truth.warnings, ...contradictionWarnings(truth.set)];
  for (const warning of warnings) complain(terminal, warning);
  const ids = truth.set.rows.filter(({ at }) => at !== null).map(({ id }) => id);
  if (ids.length === 0) {
    throw usage("The set has no positions, only countries; fitting needs positions.");
  }
  const found = await findPhotos(resolve(requiredText(flags, "images")), ids);
  tell(terminal, found.missing, "Photos of the set that are not in the folder and are left out");
  tell(
    terminal,
    found.extra,
    "Photos of the folder that have no position in the set and are left out",
  );
  const index = textOf(flags, "index");
  // An index may join alone.
  const named = textOf(flags, "members") ?? (index === null ? "heads" : "");
  const members = named.split(",").flatMap((part) => part.trim() || []);
  const baseFolder = bundleFolder(config);
  const progress = createFitProgress(terminal, flags.progress !== false);
  try {
    const geography = await terminal.geography();
    const asFolder = (member: string) => bundleFolder({ ...config, bundle: member });
    const isBundle = (member: string) => /[\\/.]/.test(member) || member.startsWith("bundle:");
    const heads = members.filter((member) => member !== "heads" && !isBundle(member));
    const fitted = await fitMembers({
      photos: found.photos.slice(0, integerOf(flags, "limit", Number.POSITIVE_INFINITY, [1, 1e9])),
      truth: new Map(truth.set.rows.map((row) => [row.id, row])),
      geography,
      baseFolder,
      bundleFolders: members.filter(isBundle).map((m) => asFolder(m.replace(/^bundle:/, ""))),
      heads: members.includes("heads") ? null : heads,
      indexFile: index === null ? null : indexFile(index, config),
      limits: photoLimits(config),
      signal: terminal.signal,
      members: {
        cacheFolder: config.cache,
        threads: config.threads,
        provider: config.provider,
        onProgress: (done, total, what) => progress.show(done, total, what),
        log: (message) => complain(terminal, message),
      },
      onProgress: (done, total, what) => progress.show(done, total, what),
    });
    progress.stop();
    const ensemble = toEnsemble(fitted, name, folder, truth.facts);
    await writeWhole(join(folder, "ensemble.json"), `${JSON.stringify(ensemble, null, 2)}\n`);
    if (fitted.leftOut > 0) {
      complain(
        terminal,
        `${fitted.leftOut} photos were left out: unreadable, or far from all land.`,
      );
    }
    await print(terminal, fitReport(fitted, truth.facts.name));
    complain(
      terminal,
      `Written to ${join(folder, "ensemble.json")}. Serve it with GRATICULE_BUNDLE=${resolve(folder)}.`,
    );
    return EXIT.ok;
  } catch (error) {
    if (!terminal.signal.aborted) throw error;
    progress.stop();
    complain(terminal, "Stopped. Nothing was written.");
    return EXIT.someFailed;
  } finally {
    progress.stop();
  }
}

/** Bars where there is a terminal; else a line when each tenth of a part is done, for it takes minutes. */
function createFitProgress(terminal: Terminal, wanted: boolean): Progress {
  const bars = createProgress(terminal, wanted);
  if (!wanted || terminal.stderr.isTTY === true) return bars;
  let told = "";
  return {
    ...bars,
    show(done, total, what) {
      const line = `${what}: ${Math.floor((10 * done) / Math.max(total, 1)) * 10} %`;
      if (line !== told) complain(terminal, line);
      told = line;
    },
  };
}

const FIGURES = ["BITS", "1e5 KM2", "1e6 KM2", "AUC", "200 KM", "750 KM", "2500 KM"];

/** The tables of a fit: every product on all photos and on those outside towns, and the weights of all members. */
function fitReport({ photos, clusters, folds, rows, weights }: Fitted, set: string): string {
  const all = rows.map((row) => [row.name, ...cellsOf(row.all)]);
  const rural = rows.filter((row) => row.nonUrban !== null);
  const n = rural[0]?.nonUrban?.n ?? 0;
  const outside = rural.map((row) => [row.name, ...cellsOf(row.nonUrban)]);
  const named = Object.entries(weights).map(([member, weight]) => `${member} ${weight}`);
  return [
    `${photos} photos of ${set} in ${clusters} clusters; ${folds}-fold cross-validation over clusters; land cells, no refinement.\n`,
    toTable([["ALL PHOTOS", ...FIGURES], ...all]),
    toTable([[`NON-URBAN (${n})`, ...FIGURES], ...outside]),
    `Weights of all members: ${named.join(", ")}\n`,
  ].join("\n");
}

function cellsOf(figures: FitFigures | null): string[] {
  if (!figures) return [];
  const percent = (share: number) => (share * 100).toFixed(1);
  return [
    figures.bits.toFixed(2),
    percent(figures.recall1e5),
    percent(figures.recall1e6),
    figures.auc.toFixed(3),
    ...figures.within.slice(2).map(percent),
  ];
}
