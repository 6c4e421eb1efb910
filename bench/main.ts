import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchService } from "./service.ts";
import { benchFullSize, benchStages } from "./stages.ts";

// npm run bench [bundle folder]: every figure of docs/performance.md in one run. Seeded; medians with the 10th and
// 90th percentile.

const bundleFolder =
  process.argv[2] ?? fileURLToPath(new URL("../models/preview", import.meta.url));
const threads = Math.min(availableParallelism(), 4);
const cacheFolder = await mkdtemp(join(tmpdir(), "graticule-bench-"));
try {
  console.log(
    `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${threads} threads a run`,
  );
  await benchStages(bundleFolder, cacheFolder, threads);
  await benchFullSize(threads);
  await benchService(bundleFolder, cacheFolder, threads);
} finally {
  await rm(cacheFolder, { recursive: true, force: true });
}
