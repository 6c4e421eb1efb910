import type { SequenceSpec } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Model } from "../../core/locate/model.ts";
import { openTogether } from "../process/closing-stack.ts";
import type { Bundle } from "./bundle.ts";
import { checkFinite, checkShape, openPart } from "./image-encoder.ts";
import type { Provider } from "./provider.ts";

/** A bundle's learned model of photos of one trip. */
export interface Sequence {
  readonly together: NonNullable<Model["together"]>;
  close(): Promise<void>;
}

/** Hours of a photo of which nobody knows when it was taken. */
const UNKNOWN_HOURS = -1;
/** Albums that it is tried with: the number of photos has to be free. */
const TRIED = [2, 3] as const;

/** Opens the part and tries it, so that one that does not fit the bundle fails here. */
export async function openSequence(
  bundle: Bundle,
  spec: SequenceSpec,
  threads: number,
  provider: Provider = "cpu",
): Promise<Sequence> {
  return openTogether(async ({ use, close }) => {
    const { dimension, name } = bundle.manifest;
    const part = { file: spec.file, input: [spec.vectors, spec.hours], output: spec.output };
    const session = await use(openPart(bundle, part, threads, provider));

    const together: Sequence["together"] = async (vectors, hours) => {
      const data = new Float32Array(vectors.length * dimension);
      for (const [i, vector] of vectors.entries()) data.set(vector, i * dimension);
      const inputs = {
        [spec.vectors]: { data, dims: [vectors.length, dimension] },
        [spec.hours]: {
          data: Float32Array.from(hours, (at) => at ?? UNKNOWN_HOURS),
          dims: [vectors.length],
        },
      };
      const output = await session.run(inputs, spec.output);
      checkShape(name, "sequence model", output.dims, [vectors.length, dimension]);
      checkFinite(name, "sequence model", output.data);
      return vectors.map((_, i) => output.data.subarray(i * dimension, (i + 1) * dimension));
    };

    for (const count of TRIED) {
      const vectors = Array.from({ length: count }, (_, i) =>
        new Float32Array(dimension).map((_, at) => Number(at === i % dimension)),
      );
      const hours = vectors.map((_, i) => (i === 0 ? 0 : null));
      await together(vectors, hours).catch((cause: unknown) => {
        if (cause instanceof GraticuleError) throw cause;
        throw new GraticuleError(
          "bundle_invalid",
          `Bundle "${name}": ${spec.file} cannot be run for ${count} photos of ${dimension} numbers each: ${String(cause)}`,
          { cause },
        );
      });
    }
    return { together, close };
  });
}
