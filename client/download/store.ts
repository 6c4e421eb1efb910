import { signal } from "@preact/signals";
import { learnModel } from "../ask/about.ts";
import { askDownload, type DownloadAnswer } from "../service/download.ts";
import { unreachable } from "../service/failure.ts";
import { type DownloadNews, isUnderWay, NO_DOWNLOAD, reduceDownload } from "./state.ts";
import { watchDownload } from "./watch.ts";

// The download of a better model, as the page sees it: it belongs to the server and goes on without the page.

export const download = signal(NO_DOWNLOAD);

let watch = new AbortController();

/** Picks up whatever is under way at the server; ends when the answer is called. */
export function followDownload(): () => void {
  watch.abort();
  watch = new AbortController();
  void watchDownload(see, tell, watch.signal);
  return () => watch.abort();
}

/** Starts it, unless somebody else has done so meanwhile. */
export async function startDownload(): Promise<void> {
  await give("start", async () => {
    const seen = await askDownload("GET");
    const isNeedless =
      "download" in seen && (isUnderWay(seen.download) || seen.download.state === "installed");
    return isNeedless ? seen : askDownload("POST");
  });
}

/** Stops it; what has come is kept at the server. */
export async function stopDownload(): Promise<void> {
  await give("stop", () => askDownload("DELETE"));
}

async function give(order: "start" | "stop", ask: () => Promise<DownloadAnswer>): Promise<void> {
  if (download.value.order) return;
  // What is seen before the order has its effect would look like its effect.
  watch.abort();
  tell({ type: "ordered", order });
  const answer = await ask();
  if ("failure" in answer) tell({ type: "refused", failure: answer.failure });
  followDownload();
}

/** How far it is; once it is installed, together with the news of who answers now. */
async function see(signal: AbortSignal): Promise<DownloadAnswer> {
  const seen = await askDownload("GET", signal);
  if (!("download" in seen) || seen.download.state !== "installed") return seen;
  return (await learnModel(signal)) ? seen : { failure: unreachable(true) };
}

function tell(news: DownloadNews): void {
  download.value = reduceDownload(download.value, news);
}
