import type { Site } from "../../core/belief/refinement.ts";
import type { LngLat } from "../../core/earth/lng-lat.ts";
import { normaliseRows } from "../../core/locate/vectors.ts";
import { openTogether } from "../process/closing-stack.ts";
import type { Bundle } from "./bundle.ts";
import { checkFinite, checkShape, openPart } from "./image-encoder.ts";
import type { Provider } from "./provider.ts";
import type { Session } from "./session.ts";

/** Places -> unit vectors. */
export interface LocationEncoder {
  /** Row-major [points, dimension]. */
  encode(points: readonly LngLat[]): Promise<Float32Array>;
  /** The same for named sites, whose vectors are kept for a while: photos of one region split the same cells. */
  encodeSites(sites: readonly Site[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Vectors of sites that are kept: at 512 numbers each 40 MB. */
const KEPT_SITES = 20_000;

/** Opens a bundle's location encoder and tries it once. */
export async function openLocationEncoder(
  bundle: Bundle,
  threads: number,
  provider: Provider = "cpu",
): Promise<LocationEncoder> {
  return openTogether(async ({ use, close }) => {
    const session = await use(openPart(bundle, bundle.manifest.location, threads, provider));
    const encoder = createEncoder(bundle, session);
    checkFinite(bundle.manifest.name, "location encoder", await encoder.encode([[0, 0]]));
    return { ...encoder, close };
  });
}

function createEncoder(
  { manifest: { location, dimension, name } }: Bundle,
  session: Session,
): Omit<LocationEncoder, "close"> {
  async function encode(points: readonly LngLat[]): Promise<Float32Array> {
    const data = new Float32Array(points.length * 2);
    points.forEach(([lng, lat], i) => {
      data[i * 2] = lat;
      data[i * 2 + 1] = lng;
    });
    const input = { data, dims: [points.length, 2] };
    const output = await session.run({ [location.input]: input }, location.output);
    checkShape(name, "location encoder", output.dims, [points.length, dimension]);
    return normaliseRows(Float32Array.from(output.data), dimension);
  }

  const kept = new Map<string, Float32Array>();

  async function encodeSites(sites: readonly Site[]): Promise<Float32Array[]> {
    const vectors = sites.map(({ name: site }) => kept.get(site));
    const missing = sites.flatMap((_, i) => (vectors[i] ? [] : [i]));
    if (missing.length > 0) {
      const made = await encode(missing.map((i) => sites[i]!.at));
      missing.forEach((i, k) => {
        vectors[i] = made.slice(k * dimension, (k + 1) * dimension);
      });
    }
    // From what is in hand, not from what is kept: while the encoder ran, others may have pushed it out. Taken out and
    // put back, a vector counts as used last: a Map keeps the order of insertion.
    sites.forEach(({ name: site }, i) => {
      kept.delete(site);
      kept.set(site, vectors[i]!);
      if (kept.size > KEPT_SITES) kept.delete(kept.keys().next().value!);
    });
    return vectors as Float32Array[];
  }

  return { encode, encodeSites };
}
