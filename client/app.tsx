import { useEffect } from "preact/hooks";
import { filesIn } from "./locate/intake.ts";
import { LocateView } from "./locate/locate-view.tsx";
import { addFiles, learn } from "./locate/store.ts";
import { watchService } from "./service/about.ts";
import { DropCurtain } from "./shell/drop-curtain.tsx";
import { Header } from "./shell/header.tsx";
import { KeyHelp } from "./shell/key-help.tsx";
import { useKeys } from "./shell/keys.ts";

/** The page: its header, and the one view there is. */
export function App() {
  useKeys();
  useService();
  usePaste();
  return (
    <>
      <a class="skip-link" href="#panel">
        Skip to the content
      </a>
      <Header />
      <LocateView />
      <KeyHelp />
      <DropCurtain />
    </>
  );
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
      const files = filesIn(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      addFiles(files);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
}
