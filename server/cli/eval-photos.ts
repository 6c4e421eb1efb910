import { filterPhotos } from "../../core/eval/figures/photo-filter.ts";
import { PARTS, type Slice } from "../../core/eval/figures/slices.ts";
import { writePerImage } from "../../core/eval/scoring/per-image.ts";
import { fileError, writeWhole } from "../eval/files.ts";
import { readRun } from "../eval/run-files.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { type EvalFlag, type GivenFlags, textOf } from "./eval-flags.ts";
import { complain, print, type Terminal } from "./terminal.ts";
import { usage } from "./usage.ts";

export const PHOTOS_FLAGS = [
  "part",
  "farther",
  "nearer",
  "apart",
  "output",
] as const satisfies readonly EvalFlag[];

/** `eval photos`: the photos of a run by part of the set, by error, or by how far two runs disagree, as `per_image.csv` has them. */
export async function listPhotos(
  [folder = "", other]: readonly string[],
  flags: GivenFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const apartKm = kilometresOf(flags, "apart");
  if (apartKm !== null && other === undefined) {
    throw usage("--apart compares two runs: `graticule eval photos RUN OTHER --apart 500`.");
  }
  const filter = {
    part: partOfFlag(textOf(flags, "part")),
    fromKm: kilometresOf(flags, "farther"),
    toKm: kilometresOf(flags, "nearer"),
  };
  const { scores } = await readRun(folder);
  const compared = other === undefined ? null : await readRun(other);
  const ids = new Set(compared?.scores.map(({ id }) => id));
  if (compared && !scores.some(({ id }) => ids.has(id))) {
    throw fileError(`${folder} and ${other}`, "they have no photo in common");
  }
  const apart = compared && { other: compared.scores, km: apartKm ?? 0 };
  const found = filterPhotos(scores, { ...filter, apart });
  const output = textOf(flags, "output");
  if (output === null) await print(terminal, writePerImage(found));
  else await writeWhole(output, writePerImage(found));
  complain(terminal, `${found.length} of ${scores.length} photos.`);
  return EXIT.ok;
}

function kilometresOf(flags: GivenFlags, flag: "farther" | "nearer" | "apart"): number | null {
  const text = textOf(flags, flag);
  if (text === null) return null;
  const km = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (km >= 0) return km;
  throw usage(`--${flag}: expected kilometres, got "${text}".`);
}

function partOfFlag(text: string | null): { by: Slice["by"]; value: string } | null {
  if (text === null) return null;
  const [kind = "", value = ""] = text.split(/=(.*)/s);
  const by = (Object.keys(PARTS) as Slice["by"][]).find((known) => known === kind);
  if (!by) {
    throw usage(`--part: expected ${Object.keys(PARTS).join(", ")} = a part, got "${text}".`);
  }
  if (!PARTS[by].includes(value)) {
    throw usage(`--part: ${by} is one of ${PARTS[by].join(", ")}, got "${value}".`);
  }
  return { by, value };
}
