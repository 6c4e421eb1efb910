import { useEffect, useState } from "preact/hooks";
import type { Comparison as Compared, PairedFigure } from "../../core/eval/figures/comparison.ts";
import { figureName, pWords, testWords } from "../../core/eval/report/comparison.ts";
import { grouped } from "../../core/eval/report/numbers.ts";
import { Notice } from "../ui/notice.tsx";
import { DataTable, type Row, WithInterval } from "./data-table.tsx";
import type { ReadyRun } from "./runs.ts";
import { compare } from "./store.ts";

interface Props {
  readonly runs: readonly ReadyRun[];
}

/** Two runs photo by photo: what differs, and whether chance explains it. */
export function Comparison({ runs }: Props) {
  const able = runs.filter(({ scores }) => scores.length > 0);
  const [chosen, setChosen] = useState<readonly [number | null, number | null]>([null, null]);
  if (able.length < 2) {
    return (
      <p class="remark">
        {runs.length < 2
          ? "Add a second run of the same set to compare them photo by photo."
          : "A comparison needs per_image.csv of both runs."}
      </p>
    );
  }
  const first = able.find(({ id }) => id === chosen[0]) ?? able[0]!;
  const second =
    able.find(({ id }) => id === chosen[1] && id !== first.id) ??
    able.find(({ id }) => id !== first.id)!;
  const choice = (label: string, run: ReadyRun, choose: (id: number) => void) => (
    <label class="choices__label">
      {label}
      <select
        class="field"
        value={run.id}
        onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
      >
        {able.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div class="choices">
        {choice("From", first, (id) => setChosen([id, second.id]))}
        {choice("To", second, (id) => setChosen([first.id, id]))}
      </div>
      <Result key={`${first.id} ${second.id}`} a={first} b={second} />
    </>
  );
}

type State =
  | { readonly is: "busy" }
  | { readonly is: "done"; readonly compared: Compared }
  | { readonly is: "failed"; readonly detail: string };

function Result({ a, b }: { a: ReadyRun; b: ReadyRun }) {
  const [state, setState] = useState<State>({ is: "busy" });
  useEffect(() => {
    let isGone = false;
    const tell = (next: State) => {
      if (!isGone) setState(next);
    };
    compare(a.id, b.id).then(
      (compared) => tell({ is: "done", compared }),
      (cause: Error) => tell({ is: "failed", detail: cause.message }),
    );
    return () => {
      isGone = true;
    };
  }, [a.id, b.id]);
  if (state.is === "busy") {
    return (
      <div role="status">
        <p class="busy__words">Comparing</p>
        <progress class="progress" aria-label="Comparing" />
      </div>
    );
  }
  if (state.is === "failed") {
    return (
      <Notice title="These two do not compare" kind="danger">
        {capital(state.detail)}.
      </Notice>
    );
  }
  return <Figures a={a} b={b} compared={state.compared} />;
}

function Figures({ a, b, compared }: { a: ReadyRun; b: ReadyRun; compared: Compared }) {
  const { n, clusters, nonUrban, onlyInA, onlyInB, figures } = compared;
  const alone = onlyInA.length + onlyInB.length;
  return (
    <DataTable
      label={`${b.name} against ${a.name}`}
      caption={`${grouped(n)} photos of both, ${grouped(clusters)} clusters. Differences are ${b.name} minus ${a.name}, with 95 % intervals by paired bootstrap over clusters. ${testWords(compared)}${alone > 0 ? ` ${grouped(alone)} photos are in one run only and left out.` : ""}`}
      columns={[
        { head: "Figure" },
        { head: a.name, isNumber: true },
        { head: `${b.name}${a.name === b.name ? " " : ""}`, isNumber: true },
        { head: "Difference", isNumber: true },
        { head: "Right in one only", isNumber: true },
        { head: "p", isNumber: true },
      ]}
      groups={[
        { rows: figures.map(toRow) },
        ...(nonUrban
          ? [
              {
                head: `${grouped(nonUrban.n)} photos outside towns (below 250 people per km²)`,
                rows: nonUrban.figures.map(toRow),
              },
            ]
          : []),
      ]}
    />
  );
}

function toRow(compared: PairedFigure): Row {
  const { figure, isRate, a, b, difference, interval, only, p, adjustedP } = compared;
  const write = (value: number) => (isRate ? (100 * value).toFixed(1) : plain(value));
  const words = interval && `${signed(interval[0], write)} to ${signed(interval[1], write)}`;
  return {
    key: figure,
    ...((adjustedP ?? p) < 0.05 && { kind: "own" as const }),
    cells: [
      `${figureName(figure)}${isRate ? ", %" : ""}${adjustedP === null ? " (primary)" : ""}`,
      write(a),
      write(b),
      <WithInterval key="difference" value={signed(difference, write)} interval={words} />,
      only ? `${grouped(only.a)} / ${grouped(only.b)}` : "",
      pWords(adjustedP ?? p),
    ],
  };
}

function plain(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(3) : grouped(Math.round(value));
}

function signed(value: number, write: (value: number) => string): string {
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${write(Math.abs(value))}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
