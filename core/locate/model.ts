import type { LngLat } from "../earth/lng-lat.ts";
import type { Views } from "./views.ts";

/**
 * A bundle's networks, wherever they run: in a thread beside the server, in a worker of a browser, on another machine.
 * Vectors have the bundle's `dimension` and unit length.
 */
export interface Model {
  /**
   * Pixels -> vectors.
   *
   * @param views float32 [3, size, size] each, cropped and normalised as the bundle's `image` says
   * @returns one vector per view, in order
   */
  encode(views: Views): Promise<Float32Array[]>;
  /**
   * Vectors -> cosines with every land cell.
   *
   * @param vectors of unit length, means of such, or those of `together`
   * @returns one row of as many numbers as there are land cells per vector, in order
   */
  score(vectors: readonly Float32Array[]): Promise<Float32Array[]>;
  /** Points -> vectors, row-major [points, dimension]. */
  locations(points: readonly LngLat[]): Promise<Float32Array>;
  /**
   * Vectors of photos of one trip, first to last -> vectors whose products with those of places take the cosines' place: `score`
   * takes them, however long they are. Null where the bundle has no learned model of sequences.
   *
   * @param hours since the first of them; null where not known
   */
  readonly together:
    | ((
        vectors: readonly Float32Array[],
        hours: readonly (number | null)[],
      ) => Promise<Float32Array[]>)
    | null;
  close(): Promise<void>;
}
