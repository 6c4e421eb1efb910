import { useEffect, useState } from "preact/hooks";
import { ErrorMap } from "./error-map.tsx";
import type { Opened } from "./opened-photo.ts";
import { PhotoList } from "./photo-list.tsx";
import { PhotoPanel } from "./photo-panel.tsx";
import type { ReadyRun } from "./runs.ts";
import { openPhoto } from "./store.ts";

/** The map of one run's errors with its list of photos; a photo that is opened takes the list's place. */
export function Errors({ runs }: { runs: readonly ReadyRun[] }) {
  const [wanted, setWanted] = useState<number | null>(null);
  const able = runs.filter(({ scores }) => scores.length > 0);
  const run = able.find(({ id }) => id === wanted) ?? able[0];
  if (!run) return <p class="remark">The map needs per_image.csv of a run.</p>;
  return (
    <>
      {able.length > 1 && (
        <div class="choices">
          <label class="choices__label">
            Run
            <select
              class="field"
              value={run.id}
              onChange={({ currentTarget }) => setWanted(Number(currentTarget.value))}
            >
              {able.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <RunErrors key={run.id} run={run} others={able.filter(({ id }) => id !== run.id)} />
    </>
  );
}

interface RunErrorsProps {
  readonly run: ReadyRun;
  readonly others: readonly ReadyRun[];
}

function RunErrors({ run, others }: RunErrorsProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const id = opened?.score.id ?? null;

  useEffect(() => {
    if (id === null) return;
    let isGone = false;
    const tell = (change: Partial<Opened>) => {
      if (!isGone) setOpened((before) => before && { ...before, ...change });
    };
    openPhoto(run, id).then(
      (photo) => tell(photo ? { photo, state: "found" } : { state: "none", detail: whyNone(run) }),
      (cause: Error) => tell({ state: "failed", detail: cause.message }),
    );
    return () => {
      isGone = true;
    };
  }, [id]);

  const pick = (photo: string) => {
    const score = run.scores.find((candidate) => candidate.id === photo);
    if (score) setOpened({ score, photo: null, state: "seeking", detail: "" });
  };
  const close = () => setOpened(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape works wherever in here the focus is
    <div
      class="errors"
      onKeyDown={(event) => {
        if (event.key === "Escape" && opened) close();
      }}
    >
      <ErrorMap run={run} opened={opened} onPick={pick} />
      {opened ? (
        <PhotoPanel run={run} opened={opened} onClose={close} />
      ) : (
        <PhotoList scores={run.scores} others={others} onPick={pick} />
      )}
    </div>
  );
}

function whyNone(run: ReadyRun): string {
  return run.hasPredictions
    ? "The file of predictions has no line for this photo."
    : "For its heatmap add the run again with its predictions.jsonl.";
}
