import { createHash } from "node:crypto";
import type { Bundle } from "../model/bundle.ts";

/** The bundle whose image encoder made vectors, as index files name it. */
export interface EncoderName {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of what the image encoder is: its graphs with their weights, and how it wants pixels. */
  readonly encoder: string;
}

/** Vectors of two bundles can be compared where this has the same `encoder`, whatever the bundles are called. */
export function encoderName({ manifest }: Bundle): EncoderName {
  const { name, version, image, dimension, files } = manifest;
  const graphs = [image.file, ...(image.head ? [image.head.file] : [])];
  // Weights too large for one file lie beside their graph: image.onnx_data.
  const parts = Object.keys(files).filter((file) => graphs.some((graph) => file.startsWith(graph)));
  const sums = parts.sort().map((file) => files[file]!.sha256);
  const hash = createHash("sha256").update(JSON.stringify([image, dimension, sums]));
  return { name, version, encoder: hash.digest("hex") };
}
