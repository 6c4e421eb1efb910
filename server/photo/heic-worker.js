import { parentPort } from "node:worker_threads";
import heif from "libheif-js/wasm-bundle.js";

// The thread that decodes HEIC, started by `heic.ts`, and the only file that speaks to libheif-js.
// Plain JavaScript, because the worker threads of Node 20 cannot load TypeScript.
// Own calls and not the package's HeifDecoder, which writes faults to standard output and hides them.

const OK = heif.heif_error_code.heif_error_Ok;

parentPort.on("message", async (/** @type {import("./heic.ts").HeicRequest} */ request) => {
  try {
    await heif.ready;
    const pixels = await decode(request);
    parentPort.postMessage(pixels, [pixels.data.buffer]);
  } catch (error) {
    parentPort.postMessage({ fault: error instanceof Error ? error.message : String(error) });
  }
});

/**
 * Decodes the primary image; rotation and mirroring are applied by the decoder.
 * @param {import("./heic.ts").HeicRequest} request The limit is checked before decoding.
 */
async function decode(request) {
  const { bytes } = request;
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, bytes);
    if (read.code !== OK) throw new Error(read.message ?? "not a HEIF file");
    const handle = heif.heif_js_context_get_primary_image_handle(context);
    if (!handle || handle.code !== undefined) throw new Error("no primary image");
    try {
      return await decodeImage(handle, request);
    } finally {
      heif.heif_image_handle_release(handle);
    }
  } finally {
    heif.heif_context_free(context);
  }
}

async function decodeImage(handle, { pixelLimit, leastWidth, leastHeight }) {
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
    const channel = decoded.channels.find(isInterleaved);
    const spare = Math.min(channel.width / leastWidth, channel.height / leastHeight);
    return spare < 2 ? packRows(channel) : shrink(channel, Math.floor(spare));
  } finally {
    heif.heif_image_release(decoded.image);
  }
}

function isInterleaved(channel) {
  return channel.id === heif.heif_channel.heif_channel_interleaved;
}

/**
 * Averages squares of pixels, so that what leaves this thread is a fraction of the picture. What is left over at the
 * right and the bottom, less than a square, is spread: each square begins where its share of the picture does.
 */
function shrink({ width, height, stride, data }, factor) {
  const [wide, high] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const small = new Uint8Array(wide * high * 4);
  const sums = new Uint32Array(4);
  for (let y = 0; y < high; y++) {
    const [top, bottom] = [Math.floor((y * height) / high), Math.floor(((y + 1) * height) / high)];
    for (let x = 0; x < wide; x++) {
      const left = Math.floor((x * width) / wide);
      const right = Math.floor(((x + 1) * width) / wide);
      sums.fill(0);
      for (let row = top; row < bottom; row++) {
        for (let at = left * 4; at < right * 4; at++) sums[at & 3] += data[row * stride + at];
      }
      const count = (bottom - top) * (right - left);
      for (let i = 0; i < 4; i++) small[(y * wide + x) * 4 + i] = Math.round(sums[i] / count);
    }
  }
  return { width: wide, height: high, data: small };
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
