import type { Prediction } from "../../core/contracts/prediction.ts";
import type { Photo } from "../ask/state.ts";
import { announcement } from "./display.ts";
import { EXPORTS, exportAs } from "./exports.ts";
import { LinkButton } from "./link-button.tsx";

/** Saves the answer in the formats that other programs read. */
export function ExportButtons({ photo, prediction }: { photo: Photo; prediction: Prediction }) {
  return (
    <section class="block">
      <h2>Take it with you</h2>
      <div class="buttons">
        {EXPORTS.map(({ name, title }) => (
          <button
            key={name}
            type="button"
            class="button"
            title={title}
            onClick={() => {
              void exportAs(name, prediction, photo).then((file) => {
                announcement.value = `Saved ${file}.`;
              });
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <LinkButton />
    </section>
  );
}
