import { useState } from "preact/hooks";
import type { Slice } from "../../core/eval/figures/slices.ts";
import { grouped, percent } from "../../core/eval/report/numbers.ts";
import { DataTable, WithInterval } from "./data-table.tsx";
import { writeKm, writeRate, writeScore } from "./figures.ts";
import type { ReadyRun } from "./runs.ts";
import { KIND_WORDS, VALUE_WORDS } from "./slice-words.ts";

interface Measure {
  readonly name: string;
  write(slice: Slice): { readonly value: string; readonly interval: string | null };
}

const MEASURES: readonly Measure[] = [
  ...[25, 200, 750, 2500].map((limit) => ({
    name: `Within ${limit} km, %`,
    write: ({ accuracy }: Slice) => writeRate(accuracy.find(({ km }) => km === limit)!),
  })),
  ...[1e5, 1e6].map((budget) => ({
    name: `Recall at ${grouped(budget)} km², %`,
    write: ({ recall }: Slice) => writeRate(recall.find(({ areaKm2 }) => areaKm2 === budget)!),
  })),
  { name: "Median km", write: ({ medianKm }) => ({ value: writeKm(medianKm), interval: null }) },
  {
    name: "GeoScore",
    write: ({ meanGeoScore }) => ({ value: writeScore(meanGeoScore), interval: null }),
  },
  {
    name: "Right country, %",
    write: ({ countryRate }) => ({
      value: countryRate === null ? "" : percent(countryRate),
      interval: null,
    }),
  },
];

/** The same figure for parts of the set: where a model is good and where it is not. */
export function Slices({ runs }: { runs: readonly ReadyRun[] }) {
  const known = (Object.keys(KIND_WORDS) as Slice["by"][]).filter((by) =>
    runs.some(({ summary }) => summary.slices.some((slice) => slice.by === by)),
  );
  const [wanted, setKind] = useState<Slice["by"]>("continent");
  const [chosen, setMeasure] = useState(1);
  const kind = known.includes(wanted) ? wanted : known[0];
  if (!kind) return <p class="remark">No photo of these runs has a position.</p>;
  const measure = MEASURES[chosen]!;
  const slices = runs.map(({ summary }) => summary.slices.filter(({ by }) => by === kind));
  const values = [...new Set(slices.flat().map(({ value }) => value))];
  return (
    <>
      <div class="choices">
        <label class="choices__label">
          Part
          <select
            class="field"
            value={kind}
            onChange={({ currentTarget }) => setKind(currentTarget.value as Slice["by"])}
          >
            {known.map((by) => (
              <option key={by} value={by}>
                {KIND_WORDS[by]}
              </option>
            ))}
          </select>
        </label>
        <label class="choices__label">
          Figure
          <select
            class="field"
            value={chosen}
            onChange={({ currentTarget }) => setMeasure(Number(currentTarget.value))}
          >
            {MEASURES.map(({ name }, i) => (
              <option key={name} value={i}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <DataTable
        label={`${measure.name} by ${KIND_WORDS[kind]}`}
        caption={`${measure.name}, by ${KIND_WORDS[kind].toLowerCase()}; intervals count clusters of photos`}
        columns={[
          { head: KIND_WORDS[kind] },
          { head: "Photos", isNumber: true },
          ...runs.map(({ name }) => ({ head: name, isNumber: true })),
        ]}
        groups={[
          {
            rows: values.map((value) => {
              const own = slices.map((each) => each.find((slice) => slice.value === value));
              const counts = [...new Set(own.flatMap((slice) => (slice ? [slice.n] : [])))];
              return {
                key: value,
                cells: [
                  VALUE_WORDS[value] ?? value,
                  counts.map(grouped).join(" / "),
                  ...own.map((slice, i) =>
                    slice ? <WithInterval key={runs[i]!.id} {...measure.write(slice)} /> : "",
                  ),
                ],
              };
            }),
          },
        ]}
      />
    </>
  );
}
