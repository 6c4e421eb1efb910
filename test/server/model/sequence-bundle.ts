import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCopy, replaceFile } from "./fixture.ts";

const SEQUENCES = fileURLToPath(new URL("../../fixtures/sequence/", import.meta.url));

/** What the manifest says of the models that `test/fixtures/sequence/build.py` makes. */
export const SEQUENCE = {
  ...{ file: "sequence.onnx", vectors: "vectors", hours: "hours", output: "together" },
  temperature: 1.2,
} as const;

/** The tiny bundle with a learned sequence model; `change` edits what the manifest says of it. */
export async function sequenceBundle(
  change: Readonly<Record<string, unknown>> = {},
  graph = "sequence",
): Promise<string> {
  const folder = await bundleCopy((manifest) => {
    Object.assign(manifest, { sequence: { ...SEQUENCE, ...change } });
  });
  await replaceFile(folder, SEQUENCE.file, await readFile(join(SEQUENCES, `${graph}.onnx`)));
  return folder;
}
