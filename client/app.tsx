import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { about } from "./ask/about.ts";
import { sendWaiting } from "./ask/store.ts";
import { useDownload } from "./download/notice.tsx";
import { guardLeaving, startKeeping } from "./keep/keeper.ts";
import { LocateView } from "./locate/locate-view.tsx";
import { startThumbnails } from "./photos/thumbnails.ts";
import { type About, watchService } from "./service/about.ts";
import { DropCurtain } from "./shell/drop-curtain.tsx";
import { usePaste } from "./shell/file-taker.ts";
import { Header } from "./shell/header.tsx";
import { KeyHelp } from "./shell/key-help.tsx";
import { useKeys } from "./shell/keys.ts";
import { LazyView } from "./shell/lazy-view.tsx";
import { type ViewName, view } from "./shell/views.ts";

const loadEvaluate = () => import("./evaluate/evaluate-view.tsx");
const loadPlay = () => import("./play/play-view.tsx");

interface View extends ViewName {
  readonly show: () => JSX.Element;
}

/** The views that exist, as the header lists them. The first is where one arrives. */
export const VIEWS: readonly View[] = [
  { name: "locate", title: "Locate", show: () => <LocateView /> },
  {
    name: "evaluate",
    title: "Evaluate",
    show: () => <LazyView key="evaluate" load={loadEvaluate} />,
  },
  { name: "play", title: "Play", show: () => <LazyView key="play" load={loadPlay} /> },
];

/** The page: its header, and the view that the address names. */
export function App() {
  useKeys();
  useService();
  useDownload();
  usePaste();
  usePhotos();
  return (
    <>
      <a class="skip-link" href="#panel">
        Skip to the content
      </a>
      <Header views={VIEWS} model={about.value.model} />
      {VIEWS.find(({ name }) => name === view.value)?.show()}
      <KeyHelp />
      <DropCurtain />
    </>
  );
}

/** Small pictures are made, and what was kept is brought back, for as long as the page is open. */
function usePhotos(): void {
  useEffect(() => {
    startThumbnails();
    void startKeeping();
    addEventListener("online", sendWaiting);
    const unguard = guardLeaving();
    return () => {
      removeEventListener("online", sendWaiting);
      unguard();
    };
  }, []);
}

function useService(): void {
  useEffect(() => {
    const watch = new AbortController();
    const tell = (news: About) => {
      about.value = news;
      sendWaiting();
    };
    void watchService(tell, watch.signal);
    return () => watch.abort();
  }, []);
}
