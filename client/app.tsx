import { useEffect } from "preact/hooks";
import { learn } from "./ask/store.ts";
import { useDownload } from "./download/notice.tsx";
import { LocateView } from "./locate/locate-view.tsx";
import { watchService } from "./service/about.ts";
import { DropCurtain } from "./shell/drop-curtain.tsx";
import { fileTaker } from "./shell/file-taker.ts";
import { Header } from "./shell/header.tsx";
import { KeyHelp } from "./shell/key-help.tsx";
import { useKeys } from "./shell/keys.ts";
import { LazyView } from "./shell/lazy-view.tsx";
import { view } from "./shell/views.ts";

const loadEvaluate = () => import("./evaluate/evaluate-view.tsx");
const loadPlay = () => import("./play/play-view.tsx");

/** The page: its header, and the view that the address names. */
export function App() {
  useKeys();
  useService();
  useDownload();
  usePaste();
  return (
    <>
      <a class="skip-link" href="#panel">
        Skip to the content
      </a>
      <Header />
      <View />
      <KeyHelp />
      <DropCurtain />
    </>
  );
}

function View() {
  switch (view.value) {
    case "locate":
      return <LocateView />;
    case "evaluate":
      return <LazyView key="evaluate" load={loadEvaluate} />;
    case "play":
      return <LazyView key="play" load={loadPlay} />;
  }
}

function useService(): void {
  useEffect(() => {
    const watch = new AbortController();
    void watchService(learn, watch.signal);
    return () => watch.abort();
  }, []);
}

function usePaste(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      if (!data || data.files.length === 0 || !fileTaker.value) return;
      event.preventDefault();
      fileTaker.value.take(data);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
}
