import { useEffect, useState } from "preact/hooks";
import { grouped } from "../../core/eval/report/numbers.ts";
import { about } from "../ask/about.ts";
import { TokenForm } from "../ask/token-form.tsx";
import type { Failure } from "../service/failure.ts";
import { token } from "../service/token.ts";
import { chooseFiles } from "../shell/file-input.tsx";
import { PlusIcon } from "../ui/icons.tsx";
import { Notice } from "../ui/notice.tsx";
import { chooseFolder } from "./file-inputs.tsx";
import { listServed, type ServedRun } from "./served-runs.ts";
import { addServed, runs } from "./store.ts";

/** The first screen: what goes here, and how to make it. */
export function Welcome() {
  return (
    <div class="evaluate-welcome">
      <h1>How good is a model, and how sure can we be of that?</h1>
      <p class="welcome__lead">
        A run measures a model on photos whose places are known. Make one where Graticule is
        installed:
      </p>
      <code>
        npx graticule eval run <span>--dataset im2gps3k</span> <span>--images photos</span>{" "}
        <span>--output runs/mine</span>
      </code>
      <p class="welcome__lead">
        Put its folder here, or any predictions with a table of the true places, and they are
        compared in this browser: nothing is uploaded.
      </p>
      <div class="drop-target">
        <p class="drop-target__words">Drop folders or files of runs anywhere on this page, or</p>
        <div class="buttons">
          <button type="button" class="button button--main" onClick={chooseFiles}>
            Choose files
          </button>
          <button type="button" class="button" onClick={chooseFolder}>
            Choose a folder
          </button>
        </div>
        <p class="drop-target__formats">
          summary.json, per_image.csv, predictions.jsonl; or predictions (.jsonl, .csv) and a CSV
          with id,lat,lon; curves of other tools (.rva.json)
        </p>
      </div>
    </div>
  );
}

/** The runs that the operator of the service keeps, if any. */
export function ServedRuns() {
  const [served, setServed] = useState<readonly ServedRun[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const key = token.value;
  useEffect(() => {
    const leaving = new AbortController();
    void listServed(leaving.signal).then((found) => {
      if (leaving.signal.aborted) return;
      setServed(found.runs);
      setFailure(found.failure);
    });
    return () => leaving.abort();
  }, [key]);
  const added = new Set(runs.value.map((run) => run.served));
  const open = served.filter(({ id }) => !added.has(id));
  if (failure) return <Notice title={failure.title}>{failure.detail}</Notice>;
  if (open.length === 0) {
    return about.value.features?.tokenRequired && key === "" ? <TokenForm /> : null;
  }
  return (
    <section class="served">
      <h2>On this server</h2>
      <ul>
        {open.map((run) => (
          <li key={run.id}>
            <button type="button" class="served__run" onClick={() => void addServed(run)}>
              <PlusIcon />
              <span>
                <span class="served__name">{run.name}</span>
                <span class="runs__facts">
                  {run.dataset}, {grouped(run.photos)} photos
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
