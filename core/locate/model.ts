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
   * @param vectors of unit length, or means of such
   * @returns one row of as many numbers as there are land cells per vector, in order
   */
  score(vectors: readonly Float32Array[]): Promise<Float32Array[]>;
  /** Points -> vectors, row-major [points, dimension]. */
  locations(points: readonly LngLat[]): Promise<Float32Array>;
  close(): Promise<void>;
}
