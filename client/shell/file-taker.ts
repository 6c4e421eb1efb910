import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** What the view on the page does with files that are dropped or pasted anywhere. */
export interface FileTaker {
  /** Said while files are held over the page. */
  readonly words: string;
  /** Reads what it wants at once: the browser empties the transfer after the event. */
  take(data: DataTransfer): void;
}

/** Null while the view takes no files. */
export const fileTaker = signal<FileTaker | null>(null);

/** Makes a view the taker of files for as long as it is on the page. */
export function useFileTaker(taker: FileTaker): void {
  useEffect(() => {
    fileTaker.value = taker;
    return () => {
      if (fileTaker.value === taker) fileTaker.value = null;
    };
  }, [taker]);
}

/** Gives pasted files to the view on the page. */
export function usePaste(): void {
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
