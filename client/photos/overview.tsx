import { signal, useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { state } from "../ask/store.ts";
import { keepTrouble } from "../keep/keeper.ts";
import { chooseFiles } from "../shell/file-input.tsx";
import { PlusIcon } from "../ui/icons.tsx";
import { Card } from "./card.tsx";
import { arrangedIds, counts, layout } from "./display.ts";
import { useGrowing } from "./growing.ts";
import { KeptNote } from "./kept-note.tsx";
import { Progress, UndoRemoval } from "./progress.tsx";
import { SavePhotos } from "./save-photos.tsx";
import { PhotoTable } from "./table.tsx";
import { Toolbar } from "./toolbar.tsx";

/** What can be done with all photos at once, each behind a button of its own. */
const TOOLS = { ask: "Ask differently", save: "Save", kept: "On this device" } as const;
type Tool = keyof typeof TOOLS;

const openTool = signal<Tool | null>(null);

interface OverviewProps {
  /** What may be asked about all of them. */
  readonly children: ComponentChildren;
  /** What is said of them as photos that belong together. */
  readonly together: ComponentChildren;
}

/** All photos together. */
export function Overview({ children, together }: OverviewProps) {
  const { all } = counts.value;
  return (
    <div class="overview">
      <div class="overview__head">
        <h1>
          {all} {all === 1 ? "photo" : "photos"}
        </h1>
        <button type="button" class="button button--small" onClick={chooseFiles}>
          <PlusIcon />
          Add photos
        </button>
      </div>
      <Progress />
      <UndoRemoval />
      <Tools />
      {openTool.value === "ask" && (
        <section class="tool" aria-label="Ask differently about all photos">
          {children}
        </section>
      )}
      {openTool.value === "save" && <SavePhotos />}
      {(openTool.value === "kept" || keepTrouble.value) && <KeptNote />}
      {together}
      <Toolbar />
      {layout.value === "grid" ? <Grid /> : <PhotoTable />}
    </div>
  );
}

function Tools() {
  return (
    <div class="tools">
      {(Object.keys(TOOLS) as Tool[]).map((tool) => (
        <button
          key={tool}
          type="button"
          class="button button--small"
          aria-expanded={openTool.value === tool}
          onClick={() => {
            openTool.value = openTool.value === tool ? null : tool;
          }}
        >
          {TOOLS[tool]}
        </button>
      ))}
    </div>
  );
}

function Grid() {
  const selected = useComputed(() => state.value.selected).value;
  const ids = arrangedIds.value;
  const drawn = useGrowing(ids.length);
  const isDrawn = selected !== null && ids.indexOf(selected) < drawn;
  // Who comes back from one photo finds it again.
  useEffect(() => {
    if (isDrawn) document.getElementById(`card-${selected}`)?.scrollIntoView({ block: "nearest" });
  }, [selected, isDrawn]);
  return (
    <ul class="cards" aria-label="Photos">
      {ids.slice(0, drawn).map((id) => (
        <Card key={id} id={id} />
      ))}
    </ul>
  );
}
