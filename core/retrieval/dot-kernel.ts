/**
 * Dot products of int8 rows in WebAssembly with 128-bit vectors: plain loops take about twenty times as long as the memory
 * they read. `dot-kernel.wat` is the source; `wat2wasm` of WABT 1.0.39 made these bytes of it.
 */
const CODE =
  "AGFzbQEAAAABCQFgBX9/f39/AAIUAQVpbmRleAZtZW1vcnkCAQGAgAQDAgEABwgBBHN1bXMAAArOAQHLAQIBfwN7" +
  "AkADQCACRQ0BQQAhBf0MAAAAAAAAAAAAAAAAAAAAACEH/QwAAAAAAAAAAAAAAAAAAAAAIQgDQCAAIAVq/QAEACEG" +
  "IAcgBv2HASADIAVBAXRq/QAEAP26Af2uASEHIAggBv2IASADIAVBAXRq/QAEEP26Af2uASEIIAVBEGohBSAFIAFJ" +
  "DQALIAcgCP2uASEHIAQgB/0bACAH/RsBaiAH/RsCIAf9GwNqajYCACAEQQRqIQQgACABaiEAIAJBAWshAgwACwsL";

/** One run of the kernel over rows that lie in the memory it was opened on. Addresses and strides are bytes. */
export type Sums = (
  rows: number,
  stride: number,
  count: number,
  query: number,
  out: number,
) => void;

/** Opens the kernel on a memory. */
export function openKernel(memory: WebAssembly.Memory): Sums {
  const bytes = Uint8Array.from(atob(CODE), (letter) => letter.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    index: { memory },
  });
  const { sums } = exports;
  if (typeof sums !== "function") throw new Error("The kernel of the search is not what it was.");
  return (...rest) => {
    sums(...rest);
  };
}
