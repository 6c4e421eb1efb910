import { useComputed } from "@preact/signals";
import { asShown } from "../album/store.ts";
import type { Photo, PhotoId } from "../ask/state.ts";
import { open, photosById, state } from "../ask/store.ts";
import { formatArea, formatProbability } from "../words/numbers.ts";
import { decimalsFor, formatPosition } from "../words/position.ts";
import { titleOf } from "./arrange.ts";
import { arrangedIds } from "./display.ts";
import { useGrowing } from "./growing.ts";
import { photoWords } from "./photo-words.ts";

/** All photos as rows: file, place, probability, position, area. */
export function PhotoTable() {
  const ids = arrangedIds.value;
  const drawn = useGrowing(ids.length);
  return (
    <div class="photo-table">
      <table>
        <caption class="visually-hidden">Photos and where they were taken</caption>
        <thead>
          <tr>
            <th scope="col">Photo</th>
            <th scope="col">Place</th>
            <th scope="col" class="is-number">
              Probability
            </th>
            <th scope="col">Best point</th>
            <th scope="col" class="is-number">
              50&nbsp;% area
            </th>
          </tr>
        </thead>
        <tbody>
          {ids.slice(0, drawn).map((id) => (
            <Row key={id} id={id} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Looks at its own photo, and hands none on: see `Card`. */
function Row({ id }: { id: PhotoId }) {
  const photo = useComputed(() => photosById.value.get(id)).value;
  const isCurrent = useComputed(() => state.value.selected === id).value;
  return photo ? rowOf(asShown(photo), isCurrent) : null;
}

function rowOf(photo: Photo, isCurrent: boolean) {
  const { id, file, task, summary } = photo;
  const isAnswered = task.status === "located" && summary !== null;
  return (
    <tr aria-current={isCurrent}>
      <th scope="row">
        <button type="button" class="photo-table__open" onClick={() => open(id)}>
          {file.name}
        </button>
      </th>
      {isAnswered ? (
        <>
          <td>
            {titleOf(summary)}
            {summary.state === "abstained" && (
              <span class="photo-table__note">The model cannot tell</span>
            )}
          </td>
          <td class="is-number">{summary.place && formatProbability(summary.place.probability)}</td>
          <td>{formatPosition(summary.best, decimalsFor(summary.area50Km2 ?? 1e6))}</td>
          <td class="is-number">{summary.area50Km2 !== null && formatArea(summary.area50Km2)}</td>
        </>
      ) : (
        <td colSpan={4} class="photo-table__state">
          {photoWords(photo).title}
          {task.status === "failed" && <span class="photo-table__note">{task.failure.detail}</span>}
        </td>
      )}
    </tr>
  );
}
