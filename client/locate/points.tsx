import type { Prediction } from "../../core/contracts/prediction.ts";
import { statedPosition } from "../../core/contracts/prediction-parts.ts";
import { distanceKm, type Position } from "../../core/earth/lng-lat.ts";
import { PIN_LABEL, PIN_PATH } from "../map/pin-shapes.ts";
import type { PinKind } from "../map/scene.ts";
import { CopyIcon, LinkIcon } from "../ui/icons.tsx";
import { coordinateDecimals } from "../words/describe.ts";
import { formatDistance } from "../words/numbers.ts";
import { formatPosition, openStreetMapUrl, plainPosition } from "../words/position.ts";
import { announcement } from "./display.ts";
import { flyTo } from "./map-wishes.ts";

const EXIF_DECIMALS = 4;

/** The marked points with their coordinates, no finer than the answer is. */
export function Points({ prediction }: { prediction: Prediction }) {
  const { best } = prediction;
  const decimals = coordinateDecimals(prediction);
  return (
    <section class="block">
      <h2>Points</h2>
      <ul class="points">
        <Point kind="best" at={best} decimals={decimals} note={noteOf(best)} />
        <ExifPoint prediction={prediction} />
      </ul>
    </section>
  );
}

/** "Near Sandviken, Sweden; half of the probability within 240 km. As a guess, 2,310 of 5,000 points on average" */
function noteOf({ placeName, expectedErrorKm, expectedScore }: Prediction["best"]): string {
  const where = [
    placeName && `Near ${placeName}`,
    expectedErrorKm !== null && `half of the probability within ${formatDistance(expectedErrorKm)}`,
  ];
  const points = `As a guess in a game, ${Math.round(expectedScore)} of 5000 points on average`;
  return [where.filter(Boolean).join("; "), points].filter(Boolean).join(". ");
}

function ExifPoint({ prediction }: { prediction: Prediction }) {
  const at = statedPosition(prediction.image.exif);
  if (!at) {
    return <li class="points__none">The photo's file holds no GPS position.</li>;
  }
  const { best } = prediction;
  const km = distanceKm([at.lng, at.lat], [best.lng, best.lat]);
  const takenAt = prediction.image.exif?.takenAt;
  const note = `From the file, unseen by the model; ${formatDistance(km)} from the best point`;
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
