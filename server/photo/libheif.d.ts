// What `heic.ts` uses of libheif-js, whose package has no types for this way in.

declare module "libheif-js/wasm-bundle.js" {
  interface Fault {
    readonly code: unknown;
    readonly message?: string;
  }
  interface Channel {
    readonly id: unknown;
    readonly width: number;
    readonly height: number;
    /** Bytes from one row to the next. */
    readonly stride: number;
    readonly data: Uint8Array;
  }
  interface Decoded {
    readonly image: unknown;
    readonly channels: readonly Channel[];
  }
  /** An image of a file. */
  export interface Handle {
    readonly isHandle: never;
  }
  const heif: {
    /** Settles when the WebAssembly module runs. */
    readonly ready: Promise<unknown>;
    readonly heif_error_code: { readonly heif_error_Ok: unknown };
    readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
    readonly heif_chroma: {
      readonly heif_chroma_interleaved_RGB: unknown;
      readonly heif_chroma_interleaved_RGBA: unknown;
    };
    readonly heif_channel: { readonly heif_channel_interleaved: unknown };
    heif_context_alloc(): unknown;
    heif_context_free(context: unknown): void;
    heif_context_read_from_memory(context: unknown, bytes: Uint8Array): Fault;
    heif_js_context_get_primary_image_handle(context: unknown): Handle | Fault | null;
    heif_image_handle_release(handle: Handle): void;
    heif_image_handle_get_width(handle: Handle): number;
    heif_image_handle_get_height(handle: Handle): number;
    heif_image_handle_has_alpha_channel(handle: Handle): number | boolean;
    heif_js_decode_image2(
      handle: Handle,
      colourspace: unknown,
      chroma: unknown,
    ): Promise<Decoded | Fault | null> | Decoded | Fault | null;
    heif_image_release(image: unknown): void;
  };
  export default heif;
}
