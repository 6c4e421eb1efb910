import { GRID_DEGREES } from "../../core/eval/figures/gallery.ts";
import { measure } from "../../core/eval/figures/measures.ts";
import { resamplingOf } from "../../core/eval/figures/summary.ts";
import { createCellAreas } from "../../core/eval/reading/cell-areas.ts";
import { createPhotoScorer } from "../../core/eval/scoring/photo-score.ts";
import { openGallery } from "../eval/gallery.ts";
import { openTruth } from "../eval/truth-source.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { type GivenFlags, requiredText, textOf } from "./eval-flags.ts";
import { datasetsFolder } from "./eval-sets.ts";
import { complain, print, type Terminal, toTable } from "./terminal.ts";
import { usage } from "./usage.ts";

/** `eval gallery`: the prior-only row, the best case and the leakage of a list of points. */
export async function measureGallery(flags: GivenFlags, terminal: Terminal): Promise<ExitCode> {
  const config = readConfig(terminal.env);
  const file = requiredText(flags, "gallery");
  const degrees = Number(textOf(flags, "grid") ?? GRID_DEGREES);
  const squares = 180 / degrees;
  if (!(degrees >= 0.05 && degrees <= 10) || Math.abs(squares - Math.round(squares)) > 1e-9) {
    throw usage(
      `--grid: expected degrees from 0.05 to 10 that divide 180, got "${textOf(flags, "grid")}".`,
    );
  }
  const truth = await openTruth({
    dataset: textOf(flags, "dataset"),
    truth: textOf(flags, "truth"),
    predictions: null,
    datasetsFolder: datasetsFolder(config),
  });
  for (const warning of truth.warnings) complain(terminal, warning);
  const gallery = await openGallery(file, truth.set.rows, degrees);
  const geography = await terminal.geography();
  const scorer = createPhotoScorer(geography, createCellAreas(geography.cells));
  const photos = truth.set.rows
    .filter(({ at }) => at !== null)
    .map((row) => scorer.miss(row, "missing", ""));
  if (photos.length === 0) throw usage("The set has no positions, only countries.");
  const resampling = resamplingOf(photos, { seed: 1, resamples: 0 });
  const rows = [gallery.prior, gallery.bestCase].map(({ name, detail, outcomes }) => ({
    name,
    detail,
    ...measure(outcomes(photos), resampling),
  }));
  if (flags.json === true) {
    const document = { dataset: truth.facts, leakage: gallery.leakage, rows };
    await print(terminal, `${JSON.stringify(document)}\n`);
    return EXIT.ok;
  }
  const percent = (rate: number) => (rate * 100).toFixed(1);
  const { leakage } = gallery;
  await print(
    terminal,
    `${truth.facts.name}: ${photos.length} photos; ${gallery.points} points of ${leakage.gallery}.\n\nPhotos within a distance, per cent:\n`,
  );
  const within = rows.map(({ name, accuracy, medianKm }) => [
    name,
    ...accuracy.map(({ rate }) => percent(rate)),
    medianKm.value.toPrecision(3),
  ]);
  const distances = rows[0]!.accuracy.map(({ km }) => `${km} km`);
  await print(terminal, toTable([["", ...distances, "MEDIAN KM"], ...within]));
  const budgets = rows[0]!.rva.budgets.map(({ areaKm2 }) => `1e${Math.round(Math.log10(areaKm2))}`);
  const recall = rows
    .slice(0, 1)
    .map(({ name, rva }) => [
      name,
      ...rva.budgets.map(({ rate }) => percent(rate)),
      rva.medianKm2.value.toPrecision(3),
    ]);
  await print(
    terminal,
    `\nFound within an area of so many km2, per cent (squares of ${degrees} degrees; truth in a square without points counts as the whole Earth):\n`,
  );
  await print(terminal, toTable([["", ...budgets, "MEDIAN KM2"], ...recall]));
  await print(
    terminal,
    `\nLeakage: ${percent(leakage.photos.rate)} % (${leakage.photos.hits} photos) lie within ${leakage.withinM} m of a point.\n`,
  );
  return EXIT.ok;
}
