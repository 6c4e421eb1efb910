import { useEffect } from "preact/hooks";
import { about } from "../ask/about.ts";
import { acceptedTypes } from "../ask/intake.ts";
import { addFiles, photo } from "../ask/store.ts";
import { DownloadVoice } from "../download/notice.tsx";
import { FileInput } from "../shell/file-input.tsx";
import { type FileTaker, useFileTaker } from "../shell/file-taker.ts";
import { useViewKeys } from "../shell/keys.ts";
import { Answer } from "./answer.tsx";
import { LOCATE_KEYS } from "./keys.ts";
import { MapPane } from "./map-pane.tsx";
import { PhotoFigure } from "./photo-figure.tsx";
import { PhotoStrip } from "./photo-strip.tsx";
import { isSheetOpen } from "./sheet.ts";
import { SheetHead } from "./sheet-head.tsx";
import { Status } from "./status.tsx";
import { Welcome } from "./welcome.tsx";

const TAKER: FileTaker = {
  words: "Drop to locate",
  take: (data) => addFiles([...data.files]),
};

/** A photo and its answer in the panel, the same answer on the map beside it. */
export function LocateView() {
  const current = photo.value;
  const hasPhoto = current !== null;
  useFileTaker(TAKER);
  useViewKeys(LOCATE_KEYS);
  useEffect(() => {
    if (hasPhoto) focusAnswer();
  }, [hasPhoto]);
  return (
    <main class="locate" id="locate" data-has-photo={hasPhoto}>
      <FileInput accept={acceptedTypes(about.value.features)} onFiles={addFiles} />
      <section
        class="panel"
        id="panel"
        tabIndex={-1}
        aria-label={current ? "Photo and answer" : "Choose a photo"}
        data-sheet={isSheetOpen.value ? "open" : "closed"}
      >
        {current ? (
          <>
            <SheetHead photo={current} />
            <div class="panel__photo">
              <PhotoStrip />
              <PhotoFigure photo={current} />
            </div>
            <div class="panel__scroll" id="answer" tabIndex={-1}>
              <Status photo={current} />
              {current.shown && <Answer photo={current} prediction={current.shown} />}
            </div>
          </>
        ) : (
          <Welcome />
        )}
      </section>
      <MapPane />
      <DownloadVoice />
    </main>
  );
}

/** The button that had the focus is gone with the first screen: what came in its place takes it over. */
function focusAnswer(): void {
  const places = document.querySelectorAll<HTMLElement>(".sheet-head, #answer");
  const visible = [...places].find((place) => place.offsetParent !== null);
  visible?.focus({ preventScroll: true });
}
