import type { ImageSpec } from "../../../core/contracts/bundle.ts";

/** Preprocessing that leaves bytes as they are: `[0, 255]`, red first. */
export function plainSpec(spec: Partial<ImageSpec>): ImageSpec {
  return {
    file: "image.onnx",
    input: "pixels",
    output: "vector",
    size: 32,
    resize: "shortest",
    resizeTo: 32,
    crop: "centre",
    resample: "bicubic",
    mean: [0, 0, 0],
    std: [1 / 255, 1 / 255, 1 / 255],
    channels: "rgb",
    ...spec,
  };
}
