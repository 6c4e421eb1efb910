import { useRef } from "preact/hooks";
import type { ModelDownload } from "../../core/contracts/api.ts";
import { BETTER } from "./known-models.ts";
import { type DownloadState, isUnderWay } from "./state.ts";
import { download, startDownload, stopDownload } from "./store.ts";
import { keptInWords, offerInWords, partOf, progressInWords, stageInWords } from "./words.ts";

/** In a notice that can take the focus: the offer of a better model, how far its download is, or what went wrong. */
export function DownloadPanel() {
  const panel = useRef<HTMLDivElement>(null);
  const { known, failure, order } = download.value;
  if (!known) return null;
  // The button that is pressed gives way to others: the notice stays and takes the focus, and a second press does nothing.
  const give = (task: () => Promise<void>) => {
    panel.current?.closest<HTMLElement>(".notice")?.focus({ preventScroll: true });
    void task();
  };
  return (
    <div class="download" ref={panel}>
      {isUnderWay(known) || order === "start" ? (
        <UnderWay state={download.value} known={known} onStop={() => give(stopDownload)} />
      ) : (
        <Offer known={known} onStart={() => give(startDownload)} />
      )}
      {failure && (
        <p class="download__trouble">
          {failure.title}. {failure.detail}
        </p>
      )}
    </div>
  );
}

function Offer({ known, onStart }: { known: ModelDownload; onStart: () => void }) {
  const { state, detail } = known;
  if (state === "installed") {
    return (
      <p>
        {BETTER.title} is installed, but the operator of this server has set another model
        (GRATICULE_BUNDLE), which goes on answering.
      </p>
    );
  }
  const kept = keptInWords(known);
  return (
    <>
      {state === "failed" && (
        <p class="download__trouble">
          {BETTER.title} could not be installed. {detail} {kept}
        </p>
      )}
      {state === "stopped" && <p>The download was stopped. {kept}</p>}
      <button type="button" class="button" onClick={onStart}>
        {START[state] ?? `Get ${BETTER.title}`}
      </button>
      {kept === null && <p class="download__note">{offerInWords(known)}</p>}
    </>
  );
}

const START: Partial<Record<ModelDownload["state"], string>> = {
  failed: "Try again",
  stopped: "Go on with the download",
};

interface UnderWayProps {
  readonly state: DownloadState;
  readonly known: ModelDownload;
  readonly onStop: () => void;
}

function UnderWay({ state: { order, isLost }, known, onStop }: UnderWayProps) {
  const isAsked = order === "start";
  const part = isAsked ? null : partOf(known);
  const words = isAsked ? "Asking the server" : progressInWords(known);
  const label = isAsked ? `Downloading ${BETTER.title}` : stageInWords(known);
  return (
    <>
      <div class="busy__row">
        <p class="busy__words">{label}</p>
        <button
          type="button"
          class="button button--small"
          disabled={order !== null}
          onClick={onStop}
        >
          {order === "stop" ? "Stopping" : "Cancel"}
        </button>
      </div>
      {part === null ? (
        <progress class="progress" aria-label={label} aria-valuetext={words} />
      ) : (
        <progress class="progress" aria-label={label} aria-valuetext={words} value={part} max={1} />
      )}
      <p class="download__note">{words}</p>
      <p class="download__note">
        {isLost
          ? "The server does not answer at the moment; this page keeps asking."
          : "It goes on at the server, even when this page is closed."}
      </p>
    </>
  );
}
