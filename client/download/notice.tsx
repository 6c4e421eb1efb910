import { useEffect } from "preact/hooks";
import { about } from "../ask/about.ts";
import { BETTER, PREVIEW } from "./known-models.ts";
import { DownloadPanel } from "./panel.tsx";
import { isUnderWay } from "./state.ts";
import { download, followDownload } from "./store.ts";
import { isNews, spokenOf } from "./words.ts";

/** Picks up what is under way at the server, where its operator lets the page download and there is something to gain. */
export function useDownload(): void {
  const { features, model } = about.value;
  const isOffered = features?.modelDownloads === true && model?.name === PREVIEW;
  useEffect(() => (isOffered ? followDownload() : undefined), [isOffered]);
}

/** On the first screen, where no answer has a banner: only what is under way, and how it ended. */
export function DownloadNotice() {
  const { known } = download.value;
  if (!known || !isNews(download.value)) return null;
  return (
    <div class="notice" tabIndex={-1}>
      {isUnderWay(known) && <p>A better model is on its way to this server.</p>}
      {isAnswering() ? (
        <p>
          <strong>{BETTER.title} answers now.</strong> Photos are located with it.
        </p>
      ) : (
        <DownloadPanel />
      )}
    </div>
  );
}

/** The same for the ear, without each percent. */
export function DownloadVoice() {
  return (
    <p class="visually-hidden" role="status">
      {spokenOf(download.value, isAnswering())}
    </p>
  );
}

function isAnswering(): boolean {
  return about.value.model?.name === BETTER.name;
}
