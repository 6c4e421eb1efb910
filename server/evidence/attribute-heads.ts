import {
  type CellClasses,
  classEvidence,
  classesOfCells,
  classProbabilities,
} from "../../core/belief/attributes.ts";
import type { Ensemble } from "../../core/contracts/ensemble.ts";
import type { LandCells } from "../../core/earth/land-cells.ts";
import type { HeadReading } from "../../core/locate/attributes.ts";
import { EVIDENCE, type Evidence } from "../../core/locate/evidence.ts";
import type { Seen } from "../../core/locate/seer.ts";
import type { Bundle } from "../model/bundle.ts";
import { openPart } from "../model/image-encoder.ts";
import type { ModelSettings } from "../model/model.ts";

/** Attribute heads of a bundle whose classes the geodata know, with the class of every cell. */
export interface AttributeHeads {
  /** In the order of the bundle. */
  readonly names: readonly string[];
  readonly classes: readonly CellClasses[];
  /** What each head's classes are called. */
  readonly labels: readonly (readonly string[])[];
  /**
   * `P(class | photo)` per class, one list per head.
   *
   * @param pixels as the bundle's image encoder wants them
   */
  read(pixels: Float32Array): Promise<Float64Array[]>;
  close(): Promise<void>;
}

/**
 * Opens those of the wanted heads that can be used. They are outputs of the image encoder, which is run a second time for
 * them: only ensembles need them.
 */
export async function openAttributeHeads(
  bundle: Bundle,
  wanted: readonly string[],
  cells: LandCells,
  { threads, provider = "cpu" }: Pick<ModelSettings, "threads" | "provider">,
): Promise<AttributeHeads> {
  const { image, attributes = [] } = bundle.manifest;
  const known = attributes.flatMap((attribute) => {
    const ofCells = wanted.includes(attribute.name) ? classesOfCells(attribute, cells) : null;
    return ofCells ? [{ ...attribute, ofCells }] : [];
  });
  const named = {
    names: known.map(({ name }) => name),
    classes: known.map(({ ofCells }) => ofCells),
    labels: known.map(({ classes }) => classes),
  };
  if (known.length === 0) return { ...named, read: async () => [], async close() {} };
  const part = { file: image.file, input: image.input, output: known[0]!.output };
  const session = await openPart(bundle, part, threads, provider);
  const dims = [1, 3, image.size, image.size];
  const outputs = known.map(({ output }) => output);
  return {
    ...named,
    async read(pixels) {
      const made = await session.runAll({ [image.input]: { data: pixels.slice(), dims } }, outputs);
      return made.map(({ data }) => classProbabilities(Float32Array.from(data)));
    },
    close: () => session.close(),
  };
}

/** What all heads say of a photo. */
export async function readingsOf(
  { names, labels, read }: AttributeHeads,
  pixels: Float32Array,
): Promise<HeadReading[]> {
  const probabilities = await read(pixels);
  return names.map((name, head) => ({
    name,
    classes: labels[head]!,
    probabilities: probabilities[head]!,
  }));
}

/** Each head as an evidence of its own; one run of the encoder serves all of them. */
export function headEvidence(
  { names, classes, read }: AttributeHeads,
  weights: Ensemble["weights"]["attributes"],
): Evidence[] {
  const readings = new WeakMap<Seen, ReturnType<typeof read>>();

  function readOnce(seen: Seen): ReturnType<typeof read> {
    const reading = readings.get(seen) ?? read(seen.query.views[0]!);
    readings.set(seen, reading);
    return reading;
  }

  return names.map((name, head): Evidence => {
    const { weight, shares } = weights[name]!;
    return {
      name: EVIDENCE.head(name),
      weight,
      async say(seen) {
        const table = classEvidence((await readOnce(seen))[head]!, shares);
        return Float64Array.from(classes[head]!, (own) => (own >= 0 ? table[own]! : 0));
      },
    };
  });
}
