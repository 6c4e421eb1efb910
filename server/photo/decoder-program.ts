import { setPriority } from "node:os";
import { type DecodeJob, type DecodeReply, decodePacked } from "./decode-job.ts";

// The process that decodes heavy photos, one at a time, started by `decoder-process.ts`. Ending it is the only way to stop a
// decoder at work, and to get back all memory that it took.

/** Where cores are few, answers go before photos that take seconds. */
const NICE = 5;
setPriority(NICE);

process.on("message", async (job: DecodeJob) => {
  process.send?.(await reply(job));
});

// Whoever started it has ended, perhaps without a word.
process.on("disconnect", () => process.exit());

// Ctrl+C reaches every process of the terminal; what is in flight may end.
process.on("SIGINT", () => {});

async function reply(job: DecodeJob): Promise<DecodeReply> {
  try {
    const { data, width, height } = await decodePacked(job);
    return { data, width, height };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
