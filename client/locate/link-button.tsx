import { useState } from "preact/hooks";
import { LinkIcon } from "../ui/icons.tsx";
import { announcement } from "./display.ts";
import { linkToThis } from "./linked.ts";

/** Copies an address that carries the question and the view. */
export function LinkButton() {
  const [words, setWords] = useState("");
  async function copy(): Promise<void> {
    const link = linkToThis();
    try {
      await navigator.clipboard.writeText(link);
      setWords("Copied. Who opens it is asked for a photo of their own.");
    } catch {
      setWords(link);
    }
    announcement.value = "Link copied.";
  }
  return (
    <div class="copy-link">
      <button type="button" class="button" onClick={() => void copy()}>
        <LinkIcon />
        Copy link
      </button>
      <p class="copy-link__words">{words || "The question and the map's view, not the photo."}</p>
    </div>
  );
}
