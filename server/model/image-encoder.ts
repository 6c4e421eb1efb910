import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Bundle } from "./bundle.ts";
import type { Provider } from "./provider.ts";
import { openSession, type Session } from "./session.ts";
import { normaliseRows } from "./vectors.ts";

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
  const { image, dimension, name } = bundle.manifest;
  const tower = await openPart(bundle, image, threads, provider);
  const head = image.head
    ? await closeOnFailure(tower, openPart(bundle, image.head, threads, provider))
    : null;
  const close = async () => {
    await tower.close();
    await head?.close();
  };
  const photoLength = 3 * image.size * image.size;

  async function encode(photos: readonly Float32Array[]): Promise<Float32Array[]> {
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
  }

  async function probe(): Promise<void> {
    const [vector] = await encode([new Float32Array(photoLength)]);
    checkFinite(name, "image encoder", vector!);
  }

  await closeOnFailure({ close }, probe());
  return { encode, close };
}

/** What the work gives; if it fails, what was opened for it is closed: a model that is refused must not stay in memory. */
export async function closeOnFailure<T>(
  opened: { close(): Promise<void> },
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Opens a graph of a bundle and checks that it has the input and the output that the bundle names. */
export async function openPart(
  bundle: Bundle,
  part: { readonly file: string; readonly input: string; readonly output: string },
  threads: number,
  provider: Provider,
): Promise<Session> {
  const file = bundle.path(part.file);
  const session = await openSession(file, threads, { provider }).catch((cause: unknown) => {
    if (cause instanceof GraticuleError) throw cause;
    throw new GraticuleError(
      "bundle_invalid",
      `Bundle "${bundle.manifest.name}": ${part.file} cannot be loaded by ONNX Runtime: ${String(cause)}`,
      { cause },
    );
  });
  await closeOnFailure(session, checkNames(bundle, part, session));
  return session;
}

async function checkNames(
  bundle: Bundle,
  part: { readonly file: string; readonly input: string; readonly output: string },
  session: Session,
): Promise<void> {
  const has = [
    ["input", part.input, session.inputs],
    ["output", part.output, session.outputs],
  ] as const;
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
