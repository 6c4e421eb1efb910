import { useEffect, useState } from "preact/hooks";
import { filesIn } from "../locate/intake.ts";
import { addFiles } from "../locate/store.ts";

/** Makes the whole page take dropped photos, and says so while some are held over it. */
export function DropCurtain() {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => watchDrops(setHeld), []);
  if (!isHeld) return null;
  return (
    <div class="curtain" aria-hidden="true">
      <p>Drop to locate</p>
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
    const files = filesIn(event.dataTransfer);
    event.preventDefault();
    setHeld(false);
    addFiles(files);
  });
  return () => listen.abort();
}
