import { useEffect } from "preact/hooks";
import { Comparison } from "../album/comparison.tsx";
import { shownPrediction } from "../album/store.ts";
import { Together, TogetherButton } from "../album/together.tsx";
import { about } from "../ask/about.ts";
import { acceptedTypes } from "../ask/intake.ts";
import type { Photo } from "../ask/state.ts";
import { commonQuestion, isOverview, photo } from "../ask/store.ts";
import { DownloadVoice } from "../download/notice.tsx";
import { arranged, counts } from "../photos/display.ts";
import { KeptNote } from "../photos/kept-note.tsx";
import { Overview } from "../photos/overview.tsx";
import { UndoRemoval } from "../photos/progress.tsx";
import { SAVED_TYPES, takeFiles } from "../photos/take-files.ts";
import { FileInput } from "../shell/file-input.tsx";
import { type FileTaker, useFileTaker } from "../shell/file-taker.ts";
import { useViewKeys } from "../shell/keys.ts";
import { Answer } from "./answer.tsx";
import { Hints } from "./hints.tsx";
import { LOCATE_KEYS } from "./keys.ts";
import { LinkButton } from "./link-button.tsx";
import { followLinks } from "./linked.ts";
import { MapPane } from "./map-pane.tsx";
import { PhotoFigure } from "./photo-figure.tsx";
import { PhotoStrip } from "./photo-strip.tsx";
import { PhotoSwitch } from "./photo-switch.tsx";
import { PhotosSheetHead } from "./photos-sheet-head.tsx";
import { PriorChoice } from "./prior-choice.tsx";
import { isSheetOpen } from "./sheet.ts";
import { SheetHead } from "./sheet-head.tsx";
import { Status } from "./status.tsx";
import { Welcome } from "./welcome.tsx";

const TAKER: FileTaker = {
  words: "Drop to locate",
  take: (data) => takeFiles([...data.files]),
};

/** A photo and its answer in the panel, the same answer on the map beside it. */
export function LocateView() {
  const current = photo.value;
  const hasPhoto = current !== null;
  const isTogether = isOverview.value;
  useFileTaker(TAKER);
  useViewKeys(LOCATE_KEYS);
  useEffect(followLinks, []);
  useEffect(() => {
    if (hasPhoto) focusAnswer();
  }, [hasPhoto, isTogether]);
  return (
    <main class="locate" id="locate" data-has-photo={hasPhoto}>
      <FileInput
        accept={`${acceptedTypes(about.value.features)},${SAVED_TYPES}`}
        onFiles={takeFiles}
      />
      <section
        class="panel"
        id="panel"
        tabIndex={-1}
        aria-label={panelName(hasPhoto, isTogether)}
        data-sheet={isSheetOpen.value ? "open" : "closed"}
      >
        {current === null && <Welcome />}
        {current && isOverview.value && <AllPhotos photo={current} />}
        {current && !isOverview.value && <OnePhoto photo={current} />}
      </section>
      <MapPane />
      <DownloadVoice />
    </main>
  );
}

function panelName(hasPhoto: boolean, isTogether: boolean): string {
  if (!hasPhoto) return "Choose a photo";
  return isTogether ? "All photos" : "Photo and answer";
}

function OnePhoto({ photo }: { photo: Photo }) {
  const shown = photo.shown && (shownPrediction.value ?? photo.shown);
  return (
    <>
      <SheetHead photo={photo} />
      <div class="panel__photo">
        <PhotoSwitch />
        <PhotoStrip />
        <PhotoFigure photo={photo} />
      </div>
      <div class="panel__scroll" id="answer" tabIndex={-1}>
        <UndoRemoval />
        <Status photo={photo} />
        {photo.isOpened && (
          <p class="remark">
            Opened from a saved answer. The photo itself is not here, so nothing more can be asked.
          </p>
        )}
        <TogetherButton />
        <Comparison photo={photo} />
        {shown && <Answer photo={photo} prediction={shown} />}
        <KeptNote />
      </div>
    </>
  );
}

const inView = () => arranged.value;

function AllPhotos({ photo }: { photo: Photo }) {
  const asked = { ...photo, question: commonQuestion.value };
  const isSifted = arranged.value.length < counts.value.all;
  return (
    <>
      <PhotosSheetHead />
      <div class="panel__scroll" id="photos" tabIndex={-1}>
        <Overview together={<Together inView={isSifted ? inView : null} />}>
          <PriorChoice photo={asked} />
          <Hints photo={asked} />
          <LinkButton />
        </Overview>
      </div>
    </>
  );
}

/** The button that had the focus is gone with the first screen: what came in its place takes it over. */
function focusAnswer(): void {
  const places = document.querySelectorAll<HTMLElement>(".sheet-head, #answer, #photos");
  const visible = [...places].find((place) => place.offsetParent !== null);
  visible?.focus({ preventScroll: true });
}
