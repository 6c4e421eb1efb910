/** What may run a model: names of ONNX Runtime's execution providers. */
export const PROVIDERS = ["cpu", "cuda", "tensorrt", "coreml", "dml", "webgpu"] as const;

export type Provider = (typeof PROVIDERS)[number];

/** What each needs beside onnxruntime-node, for messages. */
export const PROVIDER_NEEDS: Readonly<Record<Provider, string>> = {
  cpu: "nothing",
  cuda: "Linux on x64 with an NVIDIA GPU, its driver, CUDA and cuDNN, and onnxruntime-node installed with its CUDA part",
  tensorrt: "what cuda needs, and TensorRT",
  coreml: "macOS",
  dml: "Windows with a GPU that has DirectX 12",
  webgpu: "a GPU with Vulkan, Metal or DirectX 12",
};
