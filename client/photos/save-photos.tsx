import { useState } from "preact/hooks";
import { saveBlob } from "../ui/save.ts";
import { arranged, counts } from "./display.ts";
import { type PhotosForm, writePhotos } from "./write-photos.ts";

const FORMS: readonly { readonly form: PhotosForm; readonly title: string }[] = [
  { form: "CSV", title: "One row per photo, for spreadsheets" },
  { form: "GeoJSON", title: "One point per photo, for GIS programs" },
  { form: "KML", title: "A placemark per photo with its picture, for Google Earth" },
  { form: "JSONL", title: "All answers whole, a line each; this page opens them again" },
];
const AREA = 0.5;

/** Saves the photos that are in view as one file. */
export function SavePhotos() {
  const [withAreas, setAreas] = useState(false);
  const [words, setWords] = useState("");
  const photos = arranged.value;
  const isPart = photos.length < counts.value.all;

  async function save(form: PhotosForm): Promise<void> {
    const blob = await writePhotos(form, photos, withAreas ? AREA : null, (done) =>
      setWords(`Writing ${done} of ${photos.length} …`),
    );
    setWords(`Saved ${saveBlob(blob, `photos.${form.toLowerCase()}`)}.`);
  }

  return (
    <section class="tool" aria-label="Save the photos' answers">
      <p>{isPart ? `The ${photos.length} photos in view` : `All ${photos.length} photos`} as</p>
      <div class="buttons">
        {FORMS.map(({ form, title }) => (
          <button
            key={form}
            type="button"
            class="button"
            title={title}
            onClick={() => void save(form)}
          >
            {form}
          </button>
        ))}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={withAreas}
          onChange={({ currentTarget }) => setAreas(currentTarget.checked)}
        />
        <span>GeoJSON with each photo's 50&nbsp;% area</span>
      </label>
      <p class="save__words" role="status">
        {words}
      </p>
    </section>
  );
}
