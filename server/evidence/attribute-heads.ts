import type { Bundle } from "../model/bundle.ts";
import { openPart } from "../model/image-encoder.ts";
import type { Provider } from "../model/provider.ts";

/** Photo pixels -> logits of each attribute head of a bundle. */
export interface AttributeHeads {
  /** Names, in the order of the bundle. */
  readonly names: readonly string[];
  /** One list of logits per head. */
  read(photo: Float32Array): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Opens the heads that are wanted. They are outputs of the image encoder, which is run a second time for them: only
 * ensembles need them.
 */
export async function openAttributeHeads(
  bundle: Bundle,
  wanted: readonly string[],
  threads: number,
  provider: Provider = "cpu",
): Promise<AttributeHeads> {
  const { image, attributes = [] } = bundle.manifest;
  const heads = attributes.filter(({ name }) => wanted.includes(name));
  const part = { file: image.file, input: image.input, output: heads[0]?.output ?? image.output };
  const session = await openPart(bundle, part, threads, provider);
  const dims = [1, 3, image.size, image.size];
  return {
    names: heads.map(({ name }) => name),
    async read(photo) {
      const outputs = heads.map(({ output }) => output);
      const data = photo.slice();
      const made = await session.runAll({ [image.input]: { data, dims } }, outputs);
      return made.map(({ data }) => Float32Array.from(data));
    },
    close: () => session.close(),
  };
}
