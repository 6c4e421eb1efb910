import type { Prediction } from "../../core/contracts/prediction.ts";
import { distanceKm, type Position } from "../../core/earth/lng-lat.ts";
import { PIN_LABEL, PIN_PATH } from "../map/pin-shapes.ts";
import type { PinKind } from "../map/scene.ts";
import { CopyIcon, LinkIcon } from "../ui/icons.tsx";
import { coordinateDecimals, exifPosition } from "../words/describe.ts";
import { formatDistance } from "../words/numbers.ts";
import { formatPosition, openStreetMapUrl, plainPosition } from "../words/position.ts";
import { announcement } from "./display.ts";
import { flyTo } from "./map-wishes.ts";

const EXIF_DECIMALS = 4;

/** The marked points with their coordinates, no finer than the answer is. */
export function Points({ prediction }: { prediction: Prediction }) {
  const { mode, score } = prediction.best;
  const decimals = coordinateDecimals(prediction);
  const expected = Math.round(score.expectedScore);
  return (
    <section class="block">
      <h2>Points</h2>
      <ul class="points">
        <Point kind="mode" at={mode} decimals={decimals} note="Highest probability per km²" />
        <Point
          kind="score"
          at={score}
          decimals={decimals}
          note={`Guess this in a game: ${expected} of 5000 points on average`}
        />
        <ExifPoint prediction={prediction} />
      </ul>
    </section>
  );
}

function ExifPoint({ prediction }: { prediction: Prediction }) {
  const at = exifPosition(prediction);
  if (!at) {
    return <li class="points__none">The photo's file holds no GPS position.</li>;
  }
  const { mode } = prediction.best;
  const km = distanceKm([at.lng, at.lat], [mode.lng, mode.lat]);
  const takenAt = prediction.image.exif?.takenAt;
  const note = `From the file, unseen by the model; ${formatDistance(km)} from the most likely point`;
  return (
    <Point
      kind="exif"
      at={at}
      decimals={EXIF_DECIMALS}
      note={takenAt ? `${note}. Taken ${takenAt.replace("T", " ")}` : note}
    />
  );
}

interface PointProps {
  readonly kind: PinKind;
  readonly at: Position;
  readonly decimals: number;
  readonly note: string;
}

function Point({ kind, at, decimals, note }: PointProps) {
  const label = PIN_LABEL[kind];
  const words = formatPosition(at, decimals);
  return (
    <li class="point">
      <button type="button" class="point__go" title="Show on the map" onClick={() => flyTo(at)}>
        <svg class={`point__sign point__sign--${kind}`} viewBox="0 0 24 24" aria-hidden="true">
          <path d={PIN_PATH[kind]} fill-rule="evenodd" />
        </svg>
        <span>
          <span class="point__label">{label}</span>
          <span class="point__position">{words}</span>
          <span class="point__note">{note}</span>
        </span>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Copy coordinates of: ${label}`}
        title="Copy coordinates"
        onClick={() => void copy(plainPosition(at, decimals))}
      >
        <CopyIcon />
      </button>
      <a
        class="icon-button"
        href={openStreetMapUrl(at, decimals)}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={`Open in OpenStreetMap: ${label}`}
        title="Open in OpenStreetMap (leaves this page)"
      >
        <LinkIcon />
      </a>
    </li>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announcement.value = `Copied ${text}.`;
  } catch {
    announcement.value = `Could not copy. The coordinates are ${text}.`;
  }
}
