import { useEffect, useRef, useState } from "preact/hooks";
import { grouped, percent } from "../../core/eval/report/numbers.ts";
import type { PhotoScore } from "../../core/eval/scoring/photo-score.ts";
import { BANDS, type Band, bandAt, bandName } from "../map/bands.ts";
import { CloseIcon } from "../ui/icons.tsx";
import { countryName } from "../words/countries.ts";
import { formatArea, formatDistance, formatProbability } from "../words/numbers.ts";
import { formatPosition } from "../words/position.ts";
import { sizeInWords } from "../words/sizes.ts";
import type { OpenedPhoto } from "./messages.ts";
import type { Opened } from "./opened-photo.ts";
import { photoFileOf } from "./photo-files.ts";
import { PlotFigure } from "./plot-figure.tsx";
import { rvaPlot } from "./plots.ts";
import type { ReadyRun } from "./runs.ts";

interface PhotoPanelProps {
  readonly run: ReadyRun;
  readonly opened: Opened;
  readonly onClose: () => void;
}

const DECIMALS = 3;

/** One photo of a run: how far off, how early found, and why it is so. */
export function PhotoPanel({ run, opened, onClose }: PhotoPanelProps) {
  const { score, photo, state, detail } = opened;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus({ preventScroll: true });
  }, [score.id]);
  return (
    <section class="photo" aria-label={`Photo ${score.id}`}>
      <div class="photo__head">
        <h3 ref={head} tabIndex={-1}>
          {score.id}
        </h3>
        <button
          type="button"
          class="icon-button"
          aria-label="Back to all photos"
          title="Back to all photos"
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </div>
      <Picture id={score.id} />
      {score.status !== "scored" && (
        <p class="notice">
          {score.status}: {score.detail}. It counts as a miss.
        </p>
      )}
      <dl class="facts">
        {factsOf(score).map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="section__note" role="status">
        {state === "seeking" && "Looking for its heatmap."}
        {state === "failed" && detail}
        {state === "none" && detail}
        {state === "found" && photo && heatWords(photo)}
      </p>
      {photo && photo.cells.length > 0 && (
        <p class="photo__bands">
          {bandsOf(photo).map((band) => (
            <span key={band}>
              <span class={`photo__band ${bandName(band)}`} /> {band} %
            </span>
          ))}
        </p>
      )}
      {score.areaKm2 !== null && score.where !== null && (
        <>
          <h4>Its place on the curve</h4>
          <p class="section__note">{rankWords(score, run)}</p>
          <PlotFigure plot={{ ...rvaPlot([run], markOf(score)), id: "rva-photo" }}>
            <p class="section__note">The numbers of the curve stand under Recall versus area.</p>
          </PlotFigure>
        </>
      )}
    </section>
  );
}

/** The photo itself, where it was given. */
function Picture({ id }: { id: string }) {
  const file = photoFileOf(id);
  const [shown, setShown] = useState<{ url: string; isBroken: boolean } | null>(null);
  useEffect(() => {
    if (!file) return setShown(null);
    const url = URL.createObjectURL(file);
    setShown({ url, isBroken: false });
    return () => URL.revokeObjectURL(url);
  }, [file]);
  if (!file) {
    return (
      <p class="section__note">
        Add the photos' folder to see the photo here; it stays in the page.
      </p>
    );
  }
  if (!shown) return null;
  if (shown.isBroken) return <p class="section__note">{file.name}: this browser cannot show it.</p>;
  return (
    <img
      class="photo__picture"
      src={shown.url}
      alt={id}
      onError={() => setShown({ ...shown, isBroken: true })}
    />
  );
}

/** The bands that the listed cells reach. */
function bandsOf({ cells }: OpenedPhoto): Band[] {
  const mass = cells.reduce((sum, { probability }) => sum + probability, 0);
  return BANDS.filter((band) => band < 100 && band <= bandAt(mass));
}

function factsOf(score: PhotoScore): [string, string][] {
  const { truth, estimate, km, geoScore, country, topCountry } = score;
  const at = ([lng, lat]: readonly [number, number]) => formatPosition({ lat, lng }, DECIMALS);
  const facts: [string, string | null][] = [
    ["Off by", km === null ? null : formatDistance(km)],
    ["GeoScore", geoScore === null ? null : geoScore.toFixed(0)],
    [
      "Searched until found",
      score.areaKm2 === null ? null : `${formatArea(score.areaKm2)}, ${sizeInWords(score.areaKm2)}`,
    ],
    [
      "Probability ranked before it",
      score.massBefore === null ? null : formatProbability(score.massBefore),
    ],
    ["True place", truth ? at(truth) : country ? countryName(country) : null],
    ["Predicted", estimate ? at(estimate) : null],
    ["Country", countryWords(country, topCountry, score.topCountryProbability)],
    ["Abstained", score.abstained ? "yes" : null],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function countryWords(country: string | null, top: string | null, p: number | null): string | null {
  if (top === null) return null;
  const stated = p === null ? "" : ` (${formatProbability(p)})`;
  const named = `${countryName(top)}${stated}`;
  if (country === null) return named;
  return country === top ? `${named}: right` : `${named}; it is ${countryName(country)}`;
}

function heatWords({ cells }: OpenedPhoto): string {
  if (cells.length === 0) return "Its prediction is a point: there are no cells to draw.";
  const mass = cells.reduce((sum, { probability }) => sum + probability, 0);
  return `The map shows the ${grouped(cells.length)} densest cells, which hold ${formatProbability(mass)}, by the probability held up to them:`;
}

function rankWords({ areaKm2, where }: PhotoScore, { scores }: ReadyRun): string {
  const placed = scores.filter((other) => other.areaKm2 !== null);
  const later = placed.filter((other) => other.areaKm2! > areaKm2!).length;
  const share = percent(later / placed.length);
  if (where === "outside")
    return "The prediction held the true place impossible: it counts as the whole Earth.";
  if (where === "beyond")
    return "The true place lies beyond the listed cells: it counts as the whole Earth.";
  return `Found after ${formatArea(areaKm2!)}, earlier than ${share} % of this run's photos.`;
}

function markOf({ areaKm2 }: PhotoScore) {
  return { x: Math.max(1, areaKm2!), label: "this photo" };
}
