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
  close(): Promise<void>;
}

/** Opens a bundle's location encoder and tries it once. */
export async function openLocationEncoder(
  bundle: Bundle,
  threads: number,
  provider: Provider = "cpu",
): Promise<LocationEncoder> {
  return openTogether(async ({ use, close }) => {
    const session = await use(openPart(bundle, bundle.manifest.location, threads, provider));
    const encode = createEncode(bundle, session);
    checkFinite(bundle.manifest.name, "location encoder", await encode([[0, 0]]));
    return { encode, close };
  });
}

function createEncode(
  { manifest: { location, dimension, name } }: Bundle,
  session: Session,
): LocationEncoder["encode"] {
  return async (points) => {
    const data = new Float32Array(points.length * 2);
    points.forEach(([lng, lat], i) => {
      data[i * 2] = lat;
      data[i * 2 + 1] = lng;
    });
    const input = { data, dims: [points.length, 2] };
    const output = await session.run({ [location.input]: input }, location.output);
    checkShape(name, "location encoder", output.dims, [points.length, dimension]);
    return normaliseRows(Float32Array.from(output.data), dimension);
  };
}
