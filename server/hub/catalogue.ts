import { readFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { BundleSchema, ImageSpecSchema } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { checkValue } from "../../core/contracts/validation.ts";
import { PROJECT_FOLDER } from "../files/project-folder.ts";

const CATALOGUE = join(PROJECT_FOLDER, "models", "catalogue.json");

/** One form of a model's weights. */
const VariantSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+$/),
  /** The image encoder's file in the repository. */
  image: z.string(),
  /** What a pull fetches in all, about; null: not known. */
  megabytes: z.int().min(1).nullable(),
  /** It is chosen by itself on machines that have this much; null: only when asked for. */
  minMemoryGb: z.number().min(0).nullable(),
  minCores: z.int().min(1),
});

/** A bundle as far as it is known before its files are there. */
const TemplateSchema = BundleSchema.omit({ format: true, files: true }).extend({
  image: ImageSpecSchema.omit({ file: true }),
});

const CatalogueSchema = z.strictObject({
  format: z.literal(1),
  models: z.array(
    z.strictObject({
      hub: z.strictObject({ repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/), revision: z.string() }),
      /** The first that the machine can carry is chosen. */
      variants: z.array(VariantSchema).min(1),
      bundle: TemplateSchema,
    }),
  ),
});

export type CatalogueModel = z.infer<typeof CatalogueSchema>["models"][number];
export type Variant = z.infer<typeof VariantSchema>;

/** The models that can be downloaded: `models/catalogue.json`. */
export async function readCatalogue(file = CATALOGUE): Promise<readonly CatalogueModel[]> {
  const text = await readFile(file, "utf8");
  const checked = checkValue(CatalogueSchema, JSON.parse(text), "catalogue.json");
  if (checked.ok) return checked.data.models;
  const { faults } = checked;
  throw new GraticuleError(
    "bundle_invalid",
    `The catalogue ${file} cannot be used:\n${faults.map(({ pointer, detail }) => `  ${pointer}: ${detail}`).join("\n")}`,
    { faults },
  );
}

/** Throws `parameter_invalid` that names what there is. */
export function findModel(catalogue: readonly CatalogueModel[], name: string): CatalogueModel {
  const found = catalogue.find(({ bundle }) => bundle.name === name);
  if (found) return found;
  const names = catalogue.map(({ bundle }) => bundle.name).join(", ");
  throw new GraticuleError(
    "parameter_invalid",
    `There is no model "${name}" in the catalogue, expected one of: ${names}. A bundle of your own is added with \`graticule models add <folder>\`.`,
  );
}

export interface Machine {
  readonly memoryGb: number;
  readonly cores: number;
}

export function thisMachine(): Machine {
  return { memoryGb: totalmem() / 2 ** 30, cores: availableParallelism() };
}

export interface Choice {
  readonly variant: Variant;
  readonly reason: string;
}

/**
 * The variant that was asked for, or the first in the catalogue that the machine can carry.
 * Throws `parameter_invalid` for an unknown one.
 */
export function chooseVariant(
  { variants, bundle }: CatalogueModel,
  wanted: string | null,
  { memoryGb, cores }: Machine,
): Choice {
  if (wanted !== null) {
    const variant = variants.find(({ name }) => name === wanted);
    if (variant) return { variant, reason: "as asked" };
    const names = variants.map(({ name }) => name).join(", ");
    throw new GraticuleError(
      "parameter_invalid",
      `${bundle.name} has no variant "${wanted}", expected one of: ${names}.`,
    );
  }
  const offered = variants.filter(({ minMemoryGb }) => minMemoryGb !== null);
  const fits = (variant: Variant) => variant.minMemoryGb! <= memoryGb && variant.minCores <= cores;
  const variant = offered.find(fits) ?? offered.at(-1) ?? variants[0]!;
  const passed = offered.slice(0, offered.indexOf(variant));
  const machine = `this machine has ${memoryGb.toFixed(1)} GB of memory and ${cores} cores`;
  const needs = passed
    .map((other) => `${other.name} wants ${other.minMemoryGb} GB and ${other.minCores} cores`)
    .join(", ");
  return { variant, reason: passed.length === 0 ? machine : `${machine}; ${needs}` };
}
