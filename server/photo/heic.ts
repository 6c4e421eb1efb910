import heif, { type Handle } from "libheif-js/wasm-bundle.js";
import type { Sides, Window } from "../../core/pixels/image.ts";
import type { PackedSource, RawPixels } from "./codec.ts";

// The only file that speaks to libheif-js, which decodes HEVC in WebAssembly: it holds the thread until it is done, and its
// memory only ever grows. So it runs in the process of a heavy photo (decoder-program.ts) and ends with it.
// Own calls and not the package's HeifDecoder, which writes faults to standard output and hides them.

/**
 * Decodes the primary image; rotation and mirroring are applied by the decoder. Throws Error when the photo is damaged or
 * larger than its header promised.
 *
 * @param window the part that is wanted; null for all of it
 * @param least sides that the caller needs at least: what is twice as large or more comes smaller than it was
 */
export async function decodeHeic(
  photo: PackedSource,
  window: Window | null,
  least: Sides,
): Promise<RawPixels> {
  await heif.ready;
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, photo.bytes);
    if (read.code !== heif.heif_error_code.heif_error_Ok) {
      throw new Error(read.message ?? "not a HEIF file");
    }
    const handle = heif.heif_js_context_get_primary_image_handle(context);
    if (!handle || "code" in handle) throw new Error("no primary image");
    try {
      return await decodeImage(handle, photo, window, least);
    } finally {
      heif.heif_image_handle_release(handle);
    }
  } finally {
    heif.heif_context_free(context);
  }
}

async function decodeImage(
  handle: Handle,
  promised: Sides,
  window: Window | null,
  least: Sides,
): Promise<RawPixels> {
  const width = heif.heif_image_handle_get_width(handle);
  const height = heif.heif_image_handle_get_height(handle);
  if (width !== promised.width || height !== promised.height) {
    throw new Error(`${width} x ${height} pixels, not ${promised.width} x ${promised.height}`);
  }
  // Without an alpha channel a third of the time and less memory.
  const isOpaque = !heif.heif_image_handle_has_alpha_channel(handle);
  const { heif_chroma_interleaved_RGB: rgb, heif_chroma_interleaved_RGBA: rgba } = heif.heif_chroma;
  const decoded = await heif.heif_js_decode_image2(
    handle,
    heif.heif_colorspace.heif_colorspace_RGB,
    isOpaque ? rgb : rgba,
  );
  if (!decoded || "code" in decoded) {
    throw new Error(decoded?.message ?? "the image cannot be decoded");
  }
  try {
    const found = decoded.channels.find(
      ({ id }) => id === heif.heif_channel.heif_channel_interleaved,
    );
    if (!found) throw new Error("the image has no colours");
    const rows = cut({ ...found, channels: isOpaque ? 3 : 4 }, window);
    const spare = Math.min(rows.width / least.width, rows.height / least.height);
    return spare < 2 ? packRows(rows) : shrink(rows, Math.floor(spare));
  } finally {
    heif.heif_image_release(decoded.image);
  }
}

/** Interleaved pixels whose rows may be padded. */
interface Rows extends RawPixels {
  /** Bytes from one row to the next. */
  readonly stride: number;
}

function cut(rows: Rows, window: Window | null): Rows {
  if (!window) return rows;
  const { left, top, width, height } = window;
  return {
    ...rows,
    width,
    height,
    data: rows.data.subarray(top * rows.stride + left * rows.channels),
  };
}

/**
 * Averages squares of pixels, so that what is worked on is a fraction of the picture. What is left over at the right and the
 * bottom, less than a square, is spread: each square begins where its share of the picture does.
 */
function shrink({ width, height, channels, stride, data }: Rows, factor: number): RawPixels {
  const [wide, high] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const small = new Uint8Array(wide * high * channels);
  for (let y = 0; y < high; y++) {
    const [top, bottom] = [Math.floor((y * height) / high), Math.floor(((y + 1) * height) / high)];
    for (let x = 0; x < wide; x++) {
      const [left, right] = [Math.floor((x * width) / wide), Math.floor(((x + 1) * width) / wide)];
      const count = (bottom - top) * (right - left);
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let row = top; row < bottom; row++) {
          const end = row * stride + right * channels;
          for (let at = row * stride + left * channels + channel; at < end; at += channels) {
            sum += data[at]!;
          }
        }
        small[(y * wide + x) * channels + channel] = Math.round(sum / count);
      }
    }
  }
  return { width: wide, height: high, channels, data: small };
}

/** The pixels without the padding that the decoder aligns rows with. */
function packRows({ width, height, channels, stride, data }: Rows): RawPixels {
  const row = width * channels;
  const packed = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    packed.set(data.subarray(y * stride, y * stride + row), y * row);
  }
  return { width, height, channels, data: packed };
}
