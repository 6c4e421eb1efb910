import { useEffect, useState } from "preact/hooks";
import { fileTaker } from "./file-taker.ts";

/** Makes the whole page take dropped files, and says so while some are held over it. */
export function DropCurtain() {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => watchDrops(setHeld), []);
  if (!isHeld || !fileTaker.value) return null;
  return (
    <div class="curtain" aria-hidden="true">
      <p>{fileTaker.value.words}</p>
    </div>
  );
}

function watchDrops(setHeld: (isHeld: boolean) => void): () => void {
  const listen = new AbortController();
  const on = (type: "dragover" | "dragleave" | "drop", act: (event: DragEvent) => void) =>
    document.addEventListener(type, act, { signal: listen.signal });
  on("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setHeld(true);
  });
  on("dragleave", (event) => {
    if (event.relatedTarget === null) setHeld(false);
  });
  on("drop", (event) => {
    event.preventDefault();
    setHeld(false);
    if (event.dataTransfer) fileTaker.value?.take(event.dataTransfer);
  });
  return () => listen.abort();
}
