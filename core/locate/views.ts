/** Views of one photo: a single one, or ten (test-time augmentation). */
export type Views = readonly Float32Array[];

/** Pixels of some views to one unit vector each, in order. */
interface Encoder {
  encode(views: Views): Promise<readonly Float32Array[]>;
}

/** Views that one run of the image encoder takes: memory for attention grows with them. */
const MOST_IN_RUN = 10;

/**
 * One vector per photo: the mean of its views' unit vectors. It is not normalised again, so that its cosine with a
 * place is the mean of the views' cosines, as GeoCLIP's ten-crop evaluation averages them.
 */
export async function encodeViews(
  { encode }: Encoder,
  photos: readonly Views[],
): Promise<Float32Array[]> {
  const views = photos.flat();
  const vectors: Float32Array[] = [];
  for (let start = 0; start < views.length; start += MOST_IN_RUN) {
    vectors.push(...(await encode(views.slice(start, start + MOST_IN_RUN))));
  }
  let next = 0;
  return photos.map((own) => mean(vectors.slice(next, (next += own.length))));
}

function mean(vectors: readonly Float32Array[]): Float32Array {
  if (vectors.length === 1) return vectors[0]!;
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  }
  return Float32Array.from(sum, (value) => value / vectors.length);
}
