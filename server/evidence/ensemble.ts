import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  type CellClasses,
  classEvidence,
  classesOfCells,
  classProbabilities,
} from "../../core/belief/attributes.ts";
import { type Ensemble, EnsembleSchema } from "../../core/contracts/ensemble.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { LandCells } from "../../core/earth/land-cells.ts";
import { type Bundle, openBundle } from "../model/bundle.ts";
import { openCellIndex } from "../model/cell-index.ts";
import { openImageEncoder } from "../model/image-encoder.ts";
import { openLocationEncoder } from "../model/location-encoder.ts";
import type { Provider } from "../model/provider.ts";
import { openScorer } from "../model/scorer.ts";
import type { Photo } from "../photo/photo.ts";
import { toPixels } from "../photo/pixels.ts";
import { type ClosingStack, openTogether } from "../process/closing-stack.ts";
import { type AttributeHeads, openAttributeHeads } from "./attribute-heads.ts";

/** What a folder of an ensemble says, with its members found. */
export interface EnsembleFolder {
  readonly ensemble: Ensemble;
  readonly baseFolder: string;
}

/** Reads the `ensemble.json` of a folder; null when the folder is no ensemble. */
export async function readEnsemble(folder: string): Promise<EnsembleFolder | null> {
  const file = join(folder, "ensemble.json");
  if (!existsSync(file)) return null;
  let parsed: ReturnType<typeof EnsembleSchema.safeParse>;
  try {
    parsed = EnsembleSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw invalid(file, `is not JSON: ${String(cause)}`);
  }
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join("/")}: ${message}`);
    throw invalid(file, `cannot be used: ${faults.join("; ")}`);
  }
  return { ensemble: parsed.data, baseFolder: resolve(folder, parsed.data.base.folder) };
}

/** Evidence of an ensemble's further members over the land cells. */
export interface EnsembleEvidence {
  /** @param pixels the photo as the base's image encoder wants it */
  of(photo: Photo, pixels: Float32Array): Promise<Float64Array>;
  close(): Promise<void>;
}

export interface MemberSettings {
  readonly cacheFolder: string;
  readonly threads: number;
  readonly provider?: Provider;
  onProgress?(done: number, total: number, what: string): void;
  log?(message: string): void;
}

/** Opens the heads and further bundles that an ensemble weighs. */
export function openEnsembleEvidence(
  { ensemble }: EnsembleFolder,
  folder: string,
  base: Bundle,
  cells: LandCells,
  settings: MemberSettings,
): Promise<EnsembleEvidence> {
  return openTogether((stack) => openMembers(ensemble, folder, base, cells, settings, stack));
}

async function openMembers(
  ensemble: Ensemble,
  folder: string,
  base: Bundle,
  cells: LandCells,
  settings: MemberSettings,
  { use, close }: ClosingStack,
): Promise<EnsembleEvidence> {
  const file = join(folder, "ensemble.json");
  checkMember(file, ensemble.base, base);
  const { attributes, bundles } = ensemble.weights;
  const heads = await use(openHeads(base, Object.keys(attributes), cells, settings));
  const missing = Object.keys(attributes).filter((name) => !heads.names.includes(name));
  if (missing.length > 0) {
    throw invalid(
      file,
      `weighs ${missing.join(", ")}, which ${base.manifest.name} ${base.manifest.version} has no usable head for; fit it again`,
    );
  }
  const others = await Promise.all(
    bundles.map(async (member) => {
      const opened = await use(openCellScores(resolve(folder, member.folder), cells, settings));
      checkMember(file, member, opened.bundle);
      return { ...opened, weight: member.scores };
    }),
  );
  return {
    async of(photo, pixels) {
      const sum = new Float64Array(cells.count);
      const answers = heads.names.length > 0 ? await heads.read(pixels) : [];
      answers.forEach((probabilities, head) => {
        const { weight, shares } = attributes[heads.names[head]!]!;
        const table = classEvidence(probabilities, shares);
        const classes = heads.classes[head]!;
        for (let row = 0; row < sum.length; row++) {
          if (classes[row]! >= 0) sum[row]! += weight * table[classes[row]!]!;
        }
      });
      for (const other of others) {
        const scores = await other.scores(photo);
        for (let row = 0; row < sum.length; row++) {
          sum[row]! += other.weight * other.scale * scores[row]!;
        }
      }
      return sum;
    },
    close,
  };
}

/** Heads of a bundle whose classes the geodata know, with the class of every cell. */
export interface Heads {
  readonly names: readonly string[];
  readonly classes: readonly CellClasses[];
  /** `P(class | photo)` per class, one list per head. */
  read(pixels: Float32Array): Promise<Float64Array[]>;
  close(): Promise<void>;
}

export async function openHeads(
  bundle: Bundle,
  wanted: readonly string[],
  cells: LandCells,
  { threads, provider }: MemberSettings,
): Promise<Heads> {
  const known = (bundle.manifest.attributes ?? []).flatMap((attribute) => {
    const classes = wanted.includes(attribute.name) ? classesOfCells(attribute, cells) : null;
    return classes ? [{ name: attribute.name, classes }] : [];
  });
  const names = known.map(({ name }) => name);
  const heads: AttributeHeads | null =
    names.length > 0 ? await openAttributeHeads(bundle, names, threads, provider) : null;
  return {
    names,
    classes: known.map(({ classes }) => classes),
    read: async (pixels) => (heads ? (await heads.read(pixels)).map(classProbabilities) : []),
    async close() {
      await heads?.close();
    },
  };
}

/** A bundle's scores over the land cells, photo by photo. */
export interface CellScores {
  readonly bundle: Bundle;
  /** The bundle's logit scale times its temperature. */
  readonly scale: number;
  scores(photo: Photo): Promise<Float32Array>;
  close(): Promise<void>;
}

export function openCellScores(
  folder: string,
  cells: LandCells,
  settings: MemberSettings,
): Promise<CellScores> {
  const { threads, provider, cacheFolder } = settings;
  return openTogether(async ({ use, close }) => {
    const bundle = await openBundle(folder);
    const [imageEncoder, locationEncoder] = await Promise.all([
      use(openImageEncoder(bundle, threads, provider)),
      use(openLocationEncoder(bundle, threads, provider)),
    ]);
    const index = await openCellIndex(bundle, locationEncoder, cells, cacheFolder, settings);
    const scorer = await use(openScorer(index, threads));
    return {
      bundle,
      scale: bundle.manifest.logitScale * bundle.manifest.temperature,
      async scores(photo) {
        const vectors = await imageEncoder.encode([await toPixels(photo, bundle.manifest.image)]);
        return (await scorer.score(vectors))[0]!;
      },
      close,
    };
  });
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
