import type { Prediction } from "../../core/contracts/prediction.ts";
import { statedPosition } from "../../core/contracts/prediction-parts.ts";
import { agreementInWords, agreementOf } from "../../core/formats/file-position.ts";
import { formatDistance } from "../words/numbers.ts";
import { formatPosition } from "../words/position.ts";
import { flyTo } from "./map-wishes.ts";

const DECIMALS = 4;

/** What the photo's own file says, and whether the picture fits it; leads to what the picture says. */
export function FileSays({ prediction }: { prediction: Prediction }) {
  const at = statedPosition(prediction.image.exif);
  const { filePosition, withoutHints } = prediction;
  if (!at || !filePosition) return null;
  const { placeName, distanceKm } = filePosition;
  return (
    <section class="file-says" aria-label="Position in the file">
      <p class="file-says__lead">The file says</p>
      <button
        type="button"
        class="file-says__place"
        title="Show on the map"
        onClick={() => flyTo(at)}
      >
        {placeName ?? formatPosition(at, DECIMALS)}
      </button>
      <p class="file-says__note" data-agreement={agreementOf(filePosition)}>
        {agreementInWords(filePosition)}
      </p>
      <p class="file-says__note">{formatDistance(distanceKm)} from the best point.</p>
      <p class="file-says__lead">
        {withoutHints ? "The picture, with your hints, says" : "The picture alone says"}
      </p>
    </section>
  );
}
