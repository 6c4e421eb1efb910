import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Ensemble, EnsembleSchema } from "../../core/contracts/ensemble.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import type { LandCells } from "../../core/earth/land-cells.ts";
import type { Evidence } from "../../core/locate/evidence.ts";
import { createAskNeighbours, neighbourEvidence } from "../../core/locate/neighbour-evidence.ts";
import type { Bundle } from "../model/bundle.ts";
import type { ModelSettings } from "../model/model.ts";
import { openTogether } from "../process/closing-stack.ts";
import { createTurns } from "../process/turns.ts";
import { openReferences } from "../retrieval/references.ts";
import { headEvidence, openAttributeHeads } from "./attribute-heads.ts";
import { bundleEvidence, openBundleScores } from "./bundle-scores.ts";

/** What a folder of an ensemble says, with its members found. */
export interface EnsembleFolder {
  readonly ensemble: Ensemble;
  readonly folder: string;
  readonly baseFolder: string;
}

/** Reads the `ensemble.json` of a folder; null when the folder is no ensemble. */
export async function readEnsemble(folder: string): Promise<EnsembleFolder | null> {
  const file = join(folder, "ensemble.json");
  if (!existsSync(file)) return null;
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const fault =
      cause instanceof SyntaxError
        ? "is not JSON, or cut short"
        : `cannot be read (${(cause as NodeJS.ErrnoException).code ?? "no reason given"})`;
    throw invalid(file, fault);
  }
  const checked = checkValue(EnsembleSchema, document, "ensemble.json");
  if (!checked.ok) {
    const faults = checked.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`);
    throw invalid(file, `cannot be used: ${faults.join("; ")}`);
  }
  return { ensemble: checked.data, folder, baseFolder: resolve(folder, checked.data.base.folder) };
}

/** What an ensemble weighs beside its base's scores. */
export interface EnsembleMembers {
  readonly evidence: readonly Evidence[];
  close(): Promise<void>;
}

/** Opens the heads and further bundles that an ensemble weighs; what was opened before one that fails is closed. */
export function openMembers(
  { ensemble, folder }: EnsembleFolder,
  base: Bundle,
  cells: LandCells,
  settings: ModelSettings,
): Promise<EnsembleMembers> {
  const file = join(folder, "ensemble.json");
  const { attributes, bundles, neighbours } = ensemble.weights;
  return openTogether(async ({ use, close }) => {
    checkMember(file, ensemble.base, base);
    const wanted = Object.keys(attributes);
    const heads = await use(openAttributeHeads(base, wanted, cells, settings));
    const missing = wanted.filter((name) => !heads.names.includes(name));
    if (missing.length > 0) {
      throw invalid(
        file,
        `weighs ${missing.join(", ")}, which ${base.manifest.name} ${base.manifest.version} has no usable head for; fit it again`,
      );
    }
    const others = await Promise.all(
      bundles.map(async (member) => {
        const opened = await use(openBundleScores(resolve(folder, member.folder), cells, settings));
        checkMember(file, member, opened.bundle);
        return bundleEvidence(opened, member.scores);
      }),
    );
    const found = neighbours && (await openNeighbours(file, folder, neighbours, base, cells));
    const evidence = [...headEvidence(heads, attributes), ...others, ...(found ? [found] : [])];
    return { evidence, close };
  });
}

async function openNeighbours(
  file: string,
  folder: string,
  { file: index, sha256, weight }: NonNullable<Ensemble["weights"]["neighbours"]>,
  base: Bundle,
  cells: LandCells,
): Promise<Evidence> {
  const references = await openReferences(resolve(folder, index), base);
  if (references.sha256 !== sha256) {
    throw invalid(
      file,
      `was fitted with another reference index than ${index} is now; fit it again with \`graticule eval fit\``,
    );
  }
  return neighbourEvidence(createAskNeighbours(references, cells, createTurns()), weight);
}

function checkMember(
  file: string,
  { name, version }: { readonly name: string; readonly version: string },
  { manifest }: Bundle,
): void {
  if (manifest.name === name && manifest.version === version) return;
  throw invalid(
    file,
    `was fitted on ${name} ${version}, but finds ${manifest.name} ${manifest.version}; fit it again with \`graticule eval fit\``,
  );
}

function invalid(file: string, problem: string): GraticuleError {
  return new GraticuleError("bundle_invalid", `${file} ${problem}.`);
}
