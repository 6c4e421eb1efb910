import { parentPort } from "node:worker_threads";
import heif from "libheif-js/wasm-bundle.js";

// The thread that decodes HEIC, started by `heic.ts`, and the only file that speaks to libheif-js.
// Plain JavaScript, because the worker threads of Node 20 cannot load TypeScript.
// Own calls and not the package's HeifDecoder, which writes faults to standard output and hides them.

const OK = heif.heif_error_code.heif_error_Ok;

parentPort.on("message", async (/** @type {import("./heic.ts").HeicRequest} */ request) => {
  try {
    await heif.ready;
    const pixels = await decode(request.bytes, request.pixelLimit);
    parentPort.postMessage(pixels, [pixels.data.buffer]);
  } catch (error) {
    parentPort.postMessage({ fault: error instanceof Error ? error.message : String(error) });
  }
});

/**
 * Decodes the primary image; rotation and mirroring are applied by the decoder.
 * @param {Uint8Array} bytes
 * @param {number} pixelLimit Checked before decoding.
 */
async function decode(bytes, pixelLimit) {
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, bytes);
    if (read.code !== OK) throw new Error(read.message ?? "not a HEIF file");
    const handle = heif.heif_js_context_get_primary_image_handle(context);
    if (!handle || handle.code !== undefined) throw new Error("no primary image");
    try {
      return await decodeImage(handle, pixelLimit);
    } finally {
      heif.heif_image_handle_release(handle);
    }
  } finally {
    heif.heif_context_free(context);
  }
}

async function decodeImage(handle, pixelLimit) {
  const width = heif.heif_image_handle_get_width(handle);
  const height = heif.heif_image_handle_get_height(handle);
  if (width * height > pixelLimit) {
    throw new Error(`${width} x ${height} pixels, the limit is ${pixelLimit}`);
  }
  const decoded = await heif.heif_js_decode_image2(
    handle,
    heif.heif_colorspace.heif_colorspace_RGB,
    heif.heif_chroma.heif_chroma_interleaved_RGBA,
  );
  if (!decoded || decoded.code !== undefined) {
    throw new Error(decoded?.message ?? "the image cannot be decoded");
  }
  try {
    return packRows(decoded.channels.find(isInterleaved));
  } finally {
    heif.heif_image_release(decoded.image);
  }
}

function isInterleaved(channel) {
  return channel.id === heif.heif_channel.heif_channel_interleaved;
}

/** RGBA without the padding that the decoder aligns rows with. */
function packRows({ width, height, stride, data }) {
  const row = width * 4;
  const packed = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    packed.set(data.subarray(y * stride, y * stride + row), y * row);
  }
  return { width, height, data: packed };
}
