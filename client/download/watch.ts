import type { DownloadAnswer } from "../service/download.ts";
import { pause } from "../service/pause.ts";
import { type DownloadNews, isUnderWay } from "./state.ts";

const EVERY_MS = 1000;

/**
 * Asks how far the download is and tells it, once, and again as long as it is under way. A server that does not answer is
 * asked on; one that refuses is not.
 */
export async function watchDownload(
  see: (signal: AbortSignal) => Promise<DownloadAnswer>,
  tell: (news: DownloadNews) => void,
  signal: AbortSignal,
  everyMs = EVERY_MS,
): Promise<void> {
  for (;;) {
    const seen = await see(signal);
    if (signal.aborted) return;
    if ("download" in seen) {
      tell({ type: "told", download: seen.download });
      if (!isUnderWay(seen.download)) return;
    } else if (seen.failure.canRetry && seen.failure.code !== "unauthorized") {
      tell({ type: "lost" });
    } else {
      tell({ type: "refused", failure: seen.failure });
      return;
    }
    await pause(everyMs, signal);
    if (signal.aborted) return;
  }
}
