import { useEffect, useRef } from "preact/hooks";
import { grouped } from "../../core/eval/report/numbers.ts";
import { chooseFiles } from "../shell/file-input.tsx";
import { CloseIcon, PlusIcon } from "../ui/icons.tsx";
import { Notice } from "../ui/notice.tsx";
import { photoCount } from "./photo-files.ts";
import { RunName } from "./run-name.tsx";
import type { Run } from "./runs.ts";
import { chooseTruth, faults, removeRun, runs, waiting } from "./store.ts";

/** The runs on the page, with what they are of and what became of their files. */
export function RunList() {
  return (
    <section class="runs" aria-label="Runs">
      <ul>
        {runs.value.map((run) => (
          <li key={run.id} class="runs__run" data-status={run.task.status}>
            <div class="runs__words">
              <RunName run={run} />
              <RunState run={run} />
            </div>
            <button
              type="button"
              class="icon-button"
              aria-label={`Remove ${run.name}`}
              title="Remove this run"
              onClick={() => removeRun(run.id)}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button" onClick={chooseFiles}>
        <PlusIcon />
        Add runs
      </button>
    </section>
  );
}

function RunState({ run }: { run: Run }) {
  const { task, summary, warnings } = run;
  if (task.status === "failed") {
    return (
      <p class="runs__fault" role="alert">
        {task.detail}
      </p>
    );
  }
  if (task.status === "reading") {
    return (
      <div role="status">
        <span class="runs__facts">{task.words}</span>
        {task.share === null ? (
          <progress class="progress" aria-label={task.words} />
        ) : (
          <progress class="progress" aria-label={task.words} max={1} value={task.share} />
        )}
      </div>
    );
  }
  if (!summary) return null;
  const { dataset, counts } = summary;
  const missed = dataset.photos - counts.scored;
  return (
    <>
      <span class="runs__facts">
        {dataset.name}, {grouped(dataset.photos)} photos
        {missed > 0 && `, ${grouped(missed)} without a usable prediction count as misses`}
      </span>
      {warnings.map((warning) => (
        <p key={warning} class="runs__facts">
          {warning}
        </p>
      ))}
    </>
  );
}

/** What could not be used of the latest files, and what is still missing. */
export function IntakeNotices() {
  const { unscored, truth, alike } = waiting.value;
  const asks = alike.length > 0 || faults.value.length > 0;
  const list = useRef<HTMLDivElement>(null);
  // Below the fold nobody would find what they are asked.
  useEffect(() => {
    if (asks) list.current?.scrollIntoView({ block: "nearest" });
  }, [asks]);
  const photosAlone = photoCount() > 0 && runs.value.length === 0;
  if (!asks && !photosAlone && unscored.length === 0 && !truth) return null;
  return (
    <div ref={list} class="runs__notices">
      {faults.value.map(({ title, detail }) => (
        <div key={title} role="alert">
          <Notice title={title} kind="danger">
            {detail}
          </Notice>
        </div>
      ))}
      {photosAlone && (
        <div role="status">
          <Notice
            title={`${grouped(photoCount())} ${photoCount() === 1 ? "photo waits" : "photos wait"} for a run`}
          >
            They are shown beside their scores once a run of them has come. To be told where they
            were taken, open them under Locate.
          </Notice>
        </div>
      )}
      {alike.length > 0 && (
        <div role="status">
          <Notice title="Which table has the true places?">
            <p>The others are predictions, and are scored by it.</p>
            <div class="runs__choice">
              {alike.map((file) => (
                <button key={file} type="button" class="button" onClick={() => chooseTruth(file)}>
                  {file.name}
                </button>
              ))}
            </div>
          </Notice>
        </div>
      )}
      {unscored.length > 0 && alike.length === 0 && (
        <div role="status">
          <Notice
            title={`${unscored.map(({ name }) => name).join(", ")}: where are the photos from?`}
          >
            Add a CSV of the true places (id,lat,lon) and the predictions are scored here.
          </Notice>
        </div>
      )}
      {truth && unscored.length === 0 && runs.value.length === 0 && (
        <div role="status">
          <Notice title={`${truth.name} has true places`}>
            Add predictions for them: .jsonl, or .csv with id,lat,lon.
          </Notice>
        </div>
      )}
    </div>
  );
}
