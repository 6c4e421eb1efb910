import { logLikelihoodOf } from "../core/belief/likelihood.ts";
import { posteriorOf } from "../core/belief/posterior.ts";
import { priorOf, toPrior } from "../core/belief/prior.ts";
import { rankByDensity } from "../core/belief/ranking.ts";
import { refine } from "../core/belief/refinement.ts";
import { DEFAULT_OPTIONS } from "../core/contracts/options.ts";
import { createUniform } from "../core/eval/figures/random.ts";
import { answerOf } from "../core/locate/answer.ts";
import { createSiteVectors } from "../core/locate/site-vectors.ts";
import { dotRow, normaliseRows } from "../core/locate/vectors.ts";
import { readGeography } from "../server/geodata/geography.ts";
import { openBundle } from "../server/model/bundle.ts";
import { openCellIndex } from "../server/model/cell-index.ts";
import { openImageEncoder } from "../server/model/image-encoder.ts";
import { openLocationEncoder } from "../server/model/location-encoder.ts";
import { readPriorWeights } from "../server/model/prior-weights.ts";
import { openScorer } from "../server/model/scorer.ts";
import { readPhoto } from "../server/photo/photo.ts";
import { toPixels } from "../server/photo/pixels.ts";
import { makePhoto } from "./photo.ts";
import { measure, printHeading, printTiming } from "./timing.ts";

const LIMITS = { maxBytes: 40 * 2 ** 20, maxPixels: 100e6 };

/** Times each stage of one photo's life with a bundle. */
export async function benchStages(bundleFolder: string, cacheFolder: string, threads: number) {
  const geography = await readGeography();
  const bundle = await openBundle(bundleFolder);
  const { image, logitScale, temperature } = bundle.manifest;
  const images = await openImageEncoder(bundle, threads);
  const locations = await openLocationEncoder(bundle, threads);
  const index = await openCellIndex(bundle, locations, geography.cells, cacheFolder);
  const scorer = await openScorer(index, threads);
  const weights = await readPriorWeights(bundle, geography.cells);
  const prior = toPrior(priorOf("photos", geography.cells, weights));
  const scale = logitScale * temperature;

  printHeading(`Stages with the ${bundle.manifest.name} bundle`);
  const large = await makePhoto(4000, 3000, 1);
  const small = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => makePhoto(640, 480, seed)),
  );
  const read = async (bytes: Uint8Array) => toPixels(await readPhoto(bytes, LIMITS), image);
  const megabytes = (large.length / 2 ** 20).toFixed(1);
  printTiming(
    `decode + preprocess, 12 megapixels (${megabytes} MB)`,
    await measure(() => read(large), 12),
  );
  printTiming("decode + preprocess, 640 x 480", await measure((i) => read(small[i % 8]!), 40));

  const pixels = await Promise.all(small.map(read));
  const one = await measure((i) => images.encode([pixels[i % 8]!]), 40);
  printTiming("encode, 1 photo", one);
  const eight = await measure(() => images.encode(pixels), 15);
  printTiming("encode, 8 photos in one run", eight, `${(8000 / eight.median).toFixed(0)} photos/s`);

  const vectors = await images.encode(pixels);
  printTiming(
    "score all land cells, 1 photo",
    await measure((i) => scorer.score([vectors[i % 8]!]), 60),
  );
  printTiming("score all land cells, 8 photos", await measure(() => scorer.score(vectors), 20));

  const scores = await scorer.score(vectors);
  const posterior = (i: number) => {
    const log = logLikelihoodOf(scores[i % 8]!, scale);
    return posteriorOf(geography.cells, prior, [{ weight: 1, log }]);
  };
  const vectorsOf = createSiteVectors({ locations: locations.encode });
  printTiming("posterior", await measure(posterior, 40));
  const refined = (i: number) =>
    refine(posterior(i), geography, {
      async score(sites) {
        const made = await vectorsOf(sites);
        return Float32Array.from(made, (site) => dotRow(vectors[i % 8]!, site, 0));
      },
      scale,
      finest: 7,
    });
  printTiming("posterior + refinement, vectors kept", await measure(refined, 40));
  const ready = await Promise.all(
    scores.map(async (_, i) => [posterior(i), await refined(i)] as const),
  );
  const answer = (i: number) => {
    const [land, shown] = ready[i % 8]!;
    return answerOf(
      { land, shown, ranking: rankByDensity(shown), prior: prior.probability },
      geography,
      DEFAULT_OPTIONS,
      9,
    );
  };
  printTiming("regions + places + best points", await measure(answer, 40));
  const answers = ready.map((_, i) => answer(i));
  printTiming("answer to JSON", await measure((i) => JSON.stringify(answers[i % 8]), 40));
  await Promise.all([images.close(), locations.close(), scorer.close()]);
}

/**
 * Scores, posterior and answer at GeoCLIP's size. The vectors are random Fourier features of the cells' points, so that
 * scores vary over the Earth as smoothly as a location encoder's; the photo is one of the cells with noise.
 */
export async function benchFullSize(threads: number) {
  const dimension = 512;
  const geography = await readGeography();
  const uniform = createUniform(2);
  const waves = Float64Array.from({ length: dimension * 4 }, (_, i) =>
    i % 4 === 3 ? 2 * Math.PI * uniform() : 8 * (uniform() + uniform() + uniform() - 1.5),
  );
  const vectors = new Float32Array(geography.cells.count * dimension);
  for (let row = 0; row < geography.cells.count; row++) {
    const [x, y, z] = geography.vectors.subarray(row * 3, row * 3 + 3);
    for (let i = 0; i < dimension; i++) {
      const [a, b, c, shift] = waves.subarray(i * 4, i * 4 + 4);
      vectors[row * dimension + i] = Math.cos(a! * x! + b! * y! + c! * z! + shift!);
    }
  }
  const index = { vectors: normaliseRows(vectors, dimension), dimension };
  const scorer = await openScorer({ dimension, vectors: index.vectors.slice() }, threads);
  const near = index.vectors.slice(30_000 * dimension, 30_001 * dimension);
  const photo = normaliseRows(
    near.map((value) => value + 0.05 * (uniform() - 0.5)),
    dimension,
  );
  const prior = toPrior(priorOf("population", geography.cells, new Float64Array()));

  printHeading(`Scoring at ${geography.cells.count} x ${dimension}`);
  printTiming("ONNX kernel, 1 photo", await measure(() => scorer.score([photo]), 60));
  printTiming("loops in JavaScript, 1 photo", await measure(() => loops(photo, index), 6));
  const whole = async () => {
    const [scores] = await scorer.score([photo]);
    const log = logLikelihoodOf(scores!, 40);
    const land = posteriorOf(geography.cells, prior, [{ weight: 1, log }]);
    const answer = answerOf(
      { land, shown: land, ranking: rankByDensity(land), prior: prior.probability },
      geography,
      DEFAULT_OPTIONS,
      9,
    );
    return JSON.stringify(answer).length;
  };
  printTiming("scores + posterior + answer + JSON", await measure(whole, 40), "bar: 20 ms");
  await scorer.close();
}

function loops(photo: Float32Array, { vectors }: { vectors: Float32Array }): Float32Array {
  const rows = vectors.length / photo.length;
  return Float32Array.from({ length: rows }, (_, row) => dotRow(photo, vectors, row));
}
