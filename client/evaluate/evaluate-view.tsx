import "./evaluate.css";
import "./runs.css";
import "./data-table.css";
import "./errors.css";
import "./plot.css";
import type { ComponentChildren } from "preact";
import { type FileTaker, useFileTaker } from "../shell/file-taker.ts";
import { useViewKeys, type ViewKeys } from "../shell/keys.ts";
import { Accuracy } from "./accuracy.tsx";
import { Comparison } from "./comparison.tsx";
import { Calibration, Recall, Risk } from "./curves.tsx";
import { Errors } from "./errors.tsx";
import { FileInputs } from "./file-inputs.tsx";
import { filesOfTransfer } from "./given-files.ts";
import { Method } from "./method.tsx";
import { IntakeNotices, RunList } from "./run-list.tsx";
import type { ReadyRun } from "./runs.ts";
import { hasCurves } from "./shared-curves.ts";
import { Slices } from "./slices.tsx";
import { addFiles, announcement, readyRuns, runs } from "./store.ts";
import { ServedRuns, Welcome } from "./welcome.tsx";

const TAKER: FileTaker = {
  words: "Drop to evaluate",
  take: (data) => void filesOfTransfer(data).then(addFiles),
};

const KEYS: ViewKeys = {
  keys: [],
  note: "With the map in focus, arrow keys pan it and + and - zoom.",
};

const SECTIONS = [
  ["accuracy", "Accuracy"],
  ["recall", "Recall versus area"],
  ["calibration", "Calibration"],
  ["risk", "Risk against coverage"],
  ["errors", "Where it errs"],
  ["slices", "Parts of the set"],
  ["comparison", "Photo by photo"],
  ["method", "How it was measured"],
] as const;
type SectionName = (typeof SECTIONS)[number][0];

/** Runs side by side: tables, curves, maps. */
export default function EvaluateView() {
  useFileTaker(TAKER);
  useViewKeys(KEYS);
  const isEmpty = runs.value.length === 0 && !hasCurves.value;
  return (
    <main class="evaluate" id="evaluate" data-empty={isEmpty}>
      <FileInputs />
      <p class="visually-hidden" role="status">
        {announcement.value}
      </p>
      <div class="evaluate__page" id="panel" tabIndex={-1}>
        {isEmpty ? (
          <div class="evaluate__first">
            <Welcome />
            <IntakeNotices />
            <ServedRuns />
          </div>
        ) : (
          <>
            <div class="evaluate__side">
              <RunList />
              <ServedRuns />
              {readyRuns.value.length > 0 && <Contents />}
            </div>
            <div class="evaluate__main">
              <h1>Evaluation</h1>
              <IntakeNotices />
              {readyRuns.value.length > 0 ? (
                <Report />
              ) : (
                hasCurves.value && <RecallSection runs={[]} />
              )}
            </div>
          </>
        )}
      </div>
    </main>
  );
}

function Contents() {
  return (
    <nav class="contents" aria-label="Sections">
      <ul>
        {SECTIONS.map(([name, title]) => (
          <li key={name}>
            <a href={`#evaluate-${name}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Report() {
  const ready = readyRuns.value;
  return (
    <>
      <Section name="accuracy">
        <Accuracy runs={ready} />
      </Section>
      <RecallSection runs={ready} />
      <Section
        name="calibration"
        lead="A sound model lies on the dotted line: its 90 % region holds the true place of 90 % of the photos, and countries it gives 30 % are right 30 % of the time."
      >
        <Calibration runs={ready} />
      </Section>
      <Section
        name="risk"
        lead="Misses when only the photos of which a system is surest are answered. A line that rises to the right belongs to a system that knows when it does not know."
      >
        <Risk runs={ready} />
      </Section>
      <Section
        name="errors"
        lead="Every photo at its true place. Choose one, on the map or in the list, to see its heatmap."
      >
        <Errors runs={ready} />
      </Section>
      <Section name="slices">
        <Slices runs={ready} />
      </Section>
      <Section name="comparison">
        <Comparison runs={ready} />
      </Section>
      <Section name="method">
        <Method runs={ready} />
      </Section>
    </>
  );
}

/** Stands alone where nothing but curves of other tools was given. */
function RecallSection({ runs }: { runs: readonly ReadyRun[] }) {
  return (
    <Section
      name="recall"
      lead="The Earth is searched in the order in which a system ranks it, densest first: how large an area is searched until the true place is covered? Bands are 95 % intervals; broken grey lines look at no photo; dotted black ones were not measured here. A curve of another tool (.rva.json) can be dropped beside them."
    >
      <Recall runs={runs} />
    </Section>
  );
}

interface SectionProps {
  readonly name: SectionName;
  readonly lead?: string;
  readonly children: ComponentChildren;
}

function Section({ name, lead, children }: SectionProps) {
  const [, title] = SECTIONS.find(([known]) => known === name)!;
  return (
    <section class="section" id={`evaluate-${name}`} aria-labelledby={`evaluate-${name}-title`}>
      <h2 id={`evaluate-${name}-title`}>{title}</h2>
      {lead && <p class="section__lead">{lead}</p>}
      {children}
    </section>
  );
}
