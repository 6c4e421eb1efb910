import { stat } from "node:fs/promises";
import { join } from "node:path";
import { markdownTable } from "../../core/eval/report/markdown.ts";
import { rvaFileOf } from "../../core/eval/report/rva-curve.ts";
import { curveDifferences, curvesTable } from "../../core/eval/report/rva-table.ts";
import { toCsv } from "../../core/formats/csv.ts";
import type { RvaFile } from "../../core/formats/rva-curve.ts";
import { readRvaFile } from "../../core/formats/rva-file.ts";
import { fileError, parseGiven, writeWhole } from "../eval/files.ts";
import { readRun } from "../eval/run-files.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { type EvalFlag, type GivenFlags, textOf } from "./eval-flags.ts";
import { complain, print, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export const RVA_FLAGS = ["output", "json", "strict"] as const satisfies readonly EvalFlag[];

/** Curves that a table still shows. */
const MOST_CURVES = 40;

/** `eval rva`: curves of recall versus area side by side, from files of any tool and folders of runs. */
export async function showCurves(
  flags: GivenFlags,
  paths: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  if (paths.length > MOST_CURVES) {
    throw usage(`eval rva: expected up to ${MOST_CURVES} curves, got ${paths.length}.`);
  }
  const curves = await Promise.all(paths.map(readCurve));
  const differences = curveDifferences(curves);
  if (differences.length > 0 && flags.strict === true) {
    throw fileError(
      paths.join(", "),
      `${differences.join(" ")} Without --strict they are told and shown`,
    );
  }
  const table = `${markdownTable(curvesTable(curves))}\n`;
  const folder = textOf(flags, "output");
  if (folder !== null) {
    await writeWhole(join(folder, "curves.md"), table);
    await writeWhole(join(folder, "curves.csv"), curvesCsv(curves));
  }
  await print(terminal, flags.json === true ? `${JSON.stringify(curves)}\n` : table);
  for (const difference of differences) complain(terminal, difference);
  return EXIT.ok;
}

async function readCurve(path: string): Promise<RvaFile> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false;
  if (!isFolder) return parseGiven(path, "a curve (.rva.json) or the folder of a run", readRvaFile);
  const curve = rvaFileOf((await readRun(path)).summary);
  if (curve === null) throw fileError(path, "no photo of this run has a position: it has no curve");
  return curve;
}

function curvesCsv(curves: readonly RvaFile[]): string {
  const rows = curves.flatMap(({ system, set, areas, recall, low, high }) =>
    areas.map((area, i) => [system, set, area, recall[i]!, low?.[i] ?? "", high?.[i] ?? ""]),
  );
  return toCsv([["system", "set", "area_km2", "recall", "low", "high"], ...rows]);
}
