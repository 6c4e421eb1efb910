import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImageSpec } from "../core/contracts/bundle.ts";
import { planResize } from "../core/pixels/plan.ts";
import { decodePacked } from "../server/photo/decode-job.ts";
import { createDecoding } from "../server/photo/decoding.ts";
import { readPhoto } from "../server/photo/photo.ts";

// tsx bench/decoding.ts photos ...: what decoding takes at its peak, bytes for each pixel, beside what is reckoned with
// (server/photo/decoding-cost.ts), for an answer and for a copy. Each time in a process of its own. Linux.

const SPEC: Pick<ImageSpec, "resize" | "resizeTo" | "size" | "resample"> = {
  resize: "shortest",
  resizeTo: 224,
  size: 224,
  resample: "bicubic",
};
/** All that there is: nothing is refused here. */
const ANYTHING = { maxBytes: 2 ** 31, maxPixels: 1e9 };

const [first, ...rest] = process.argv.slice(2);
if (first === "pixels" || first === "copy") await measure(first, rest[0]!);
else if (first !== undefined) runAll([first, ...rest]);

function runAll(photos: readonly string[]): void {
  const self = fileURLToPath(import.meta.url);
  for (const photo of photos) {
    for (const kind of ["pixels", "copy"]) {
      spawnSync(process.execPath, ["--import", "tsx", self, kind, photo], { stdio: "inherit" });
    }
  }
}

async function measure(kind: "pixels" | "copy", path: string): Promise<void> {
  const decoding = createDecoding(65_536);
  const { packed, ...photo } = await readPhoto(readFileSync(path), { ...ANYTHING, decoding });
  // What is loaded on the way counts for nothing.
  if (packed.hevc) await import("../server/photo/heic.ts");
  writeFileSync("/proc/self/clear_refs", "5");
  const before = resident("VmRSS");
  const started = performance.now();
  await decodePacked(
    kind === "pixels"
      ? { kind, photo: packed, plan: planResize(photo, SPEC as ImageSpec) }
      : { kind, photo: packed, longestSide: 1600 },
  );
  const ms = performance.now() - started;
  const pixels = photo.width * photo.height;
  const took = resident("VmHWM") - before;
  const perPixel = (bytes: number) => (bytes / pixels).toFixed(2);
  console.log(
    `${basename(path)}, ${kind}: ${(pixels / 1e6).toFixed(1)} megapixels, ${perPixel(took)} bytes a pixel, reckoned with ${perPixel(photo.decodingBytes)}; ${(took / 2 ** 20).toFixed(0)} MB, ${ms.toFixed(0)} ms`,
  );
}

function resident(name: string): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
}
