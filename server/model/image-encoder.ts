import { GraticuleError } from "../../core/contracts/errors.ts";
import { normaliseRows } from "../../core/locate/vectors.ts";
import { openTogether } from "../process/closing-stack.ts";
import type { Bundle } from "./bundle.ts";
import type { Provider } from "./provider.ts";
import { openSession, type Session } from "./session.ts";

/** Photo pixels -> unit vectors. */
export interface ImageEncoder {
  /** Each photo float32 [3, size, size]; one unit vector each, in order. */
  encode(photos: readonly Float32Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Opens a bundle's image encoder and tries it once, so that a bundle whose parts disagree fails here. */
export async function openImageEncoder(
  bundle: Bundle,
  threads: number,
  provider: Provider = "cpu",
): Promise<ImageEncoder> {
  return openTogether(async (stack) => {
    const { image } = bundle.manifest;
    const tower = await stack.use(openPart(bundle, image, threads, provider));
    const head = image.head
      ? await stack.use(openPart(bundle, image.head, threads, provider))
      : null;
    const encode = createEncode(bundle, tower, head);
    const [vector] = await encode([new Float32Array(3 * image.size * image.size)]);
    checkFinite(bundle.manifest.name, "image encoder", vector!);
    return { encode, close: stack.close };
  });
}

function createEncode(
  { manifest: { image, dimension, name } }: Bundle,
  tower: Session,
  head: Session | null,
): ImageEncoder["encode"] {
  const photoLength = 3 * image.size * image.size;

  return async (photos) => {
    const pixels = new Float32Array(photos.length * photoLength);
    photos.forEach((photo, i) => {
      pixels.set(photo, i * photoLength);
    });
    const dims = [photos.length, 3, image.size, image.size];
    let output = await tower.run({ [image.input]: { data: pixels, dims } }, image.output);
    if (head && image.head) {
      output = await head.run({ [image.head.input]: output }, image.head.output);
    }
    checkShape(name, "image encoder", output.dims, [photos.length, dimension]);
    const vectors = normaliseRows(Float32Array.from(output.data), dimension);
    return photos.map((_, i) => vectors.subarray(i * dimension, (i + 1) * dimension));
  };
}

/** A graph of a bundle, as the bundle names its ends. */
export interface Part {
  readonly file: string;
  readonly input: string | readonly string[];
  readonly output: string;
}

/** Opens a graph of a bundle and checks that it has the inputs and the output that the bundle names. */
export async function openPart(
  bundle: Bundle,
  part: Part,
  threads: number,
  provider: Provider,
): Promise<Session> {
  const opening = openSession(bundle.path(part.file), threads, { provider });
  return openTogether(async ({ use }) => {
    const session = await use(opening).catch((cause: unknown) => {
      if (cause instanceof GraticuleError) throw cause;
      throw new GraticuleError(
        "bundle_invalid",
        `Bundle "${bundle.manifest.name}": ${part.file} cannot be loaded by ONNX Runtime: ${String(cause)}`,
        { cause },
      );
    });
    checkNames(bundle, part, session);
    return session;
  });
}

function checkNames(bundle: Bundle, part: Part, session: Session): void {
  const has = [
    ...[part.input].flat().map((input) => ["input", input, session.inputs] as const),
    ["output", part.output, session.outputs] as const,
  ];
  for (const [kind, wanted, names] of has) {
    if (!names.includes(wanted)) {
      throw new GraticuleError(
        "bundle_invalid",
        `Bundle "${bundle.manifest.name}": ${part.file} has no ${kind} "${wanted}"; it has ${names.join(", ")}.`,
      );
    }
    const type = session.typeOf(wanted);
    if (type !== "float32") {
      throw new GraticuleError(
        "bundle_invalid",
        `Bundle "${bundle.manifest.name}": the ${kind} "${wanted}" of ${part.file} is ${type}, expected float32. Export it with float32 inputs and outputs; what is inside may be of another type.`,
      );
    }
  }
}

export function checkShape(
  bundle: string,
  part: string,
  dims: readonly number[],
  wanted: readonly number[],
): void {
  if (dims.length === wanted.length && dims.every((dim, i) => dim === wanted[i])) return;
  throw new GraticuleError(
    "bundle_invalid",
    `Bundle "${bundle}": the ${part} gives [${dims.join(", ")}], bundle.json promises [${wanted.join(", ")}].`,
  );
}

export function checkFinite(bundle: string, part: string, values: Float32Array): void {
  if (values.every(Number.isFinite)) return;
  throw new GraticuleError(
    "bundle_invalid",
    `Bundle "${bundle}": the ${part} gives vectors that are zero or not finite; its weights are damaged.`,
  );
}
