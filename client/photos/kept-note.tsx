import { useState } from "preact/hooks";
import { forgetAll } from "../ask/store.ts";
import type { KeepTrouble } from "../keep/database.ts";
import { keepTrouble, setAside } from "../keep/keeper.ts";

const TROUBLE: Readonly<Record<KeepTrouble, string>> = {
  unavailable:
    "This browser keeps nothing for this page (a private window, or a setting): photos and answers are gone when it is closed.",
  newer:
    "A newer version of this page is open or has been here. Reload to use it; until then nothing more is kept.",
  full: "This device has no more room: photos added from now on are gone when the page is closed. Save the answers, or forget some photos.",
  lost: "The browser has closed this page's storage: what comes from now on is gone when the page is closed. Reload to go on keeping.",
};

/** What stays on this device, and the way to be rid of it. */
export function KeptNote() {
  const [isSure, setSure] = useState(false);
  const trouble = keepTrouble.value;
  return (
    <section class="tool kept" aria-label="What is kept on this device">
      <p class={trouble ? "remark" : undefined}>
        {trouble
          ? TROUBLE[trouble]
          : "Photos and answers stay in this browser until you forget them, also when the page is closed. The server keeps neither."}
      </p>
      <SetAside />
      <div class="buttons">
        {isSure ? (
          <>
            <button type="button" class="button button--danger" onClick={forgetAll}>
              Forget all photos and answers
            </button>
            <button type="button" class="button" onClick={() => setSure(false)}>
              Keep them
            </button>
          </>
        ) : (
          <button type="button" class="button" onClick={() => setSure(true)}>
            Forget all …
          </button>
        )}
      </div>
    </section>
  );
}

/** What of an earlier visit could not be read. */
function SetAside() {
  const { answers, photos } = setAside.value;
  const lines = [
    answers > 0 &&
      `${answers === 1 ? "An answer" : `${answers} answers`} of an earlier version could not be read and ${answers === 1 ? "was" : "were"} asked for again.`,
    photos > 0 &&
      `${photos === 1 ? "A photo" : `${photos} photos`} kept by an earlier version could not be read and ${photos === 1 ? "was" : "were"} left out.`,
  ].filter(Boolean);
  return (
    <>
      {lines.map((line) => (
        <p key={line} class="remark">
          {line}
        </p>
      ))}
    </>
  );
}
