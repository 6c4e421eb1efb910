import type { PhotoOutcome } from "../../core/formats/photo-outcome.ts";
import { togetherAnswer } from "../album/store.ts";
import { answerOf } from "../ask/answers.ts";
import type { Photo } from "../ask/state.ts";
import { thumbnailOf } from "../ask/thumbnails.ts";

/** What has come of the photos, one after another: their answers are opened one at a time. */
export async function* outcomesOf(
  photos: readonly Photo[],
  withPictures: boolean,
): AsyncGenerator<PhotoOutcome> {
  for (const photo of photos) {
    const thumbnail = withPictures ? await pictureOf(photo) : null;
    const prediction =
      photo.task.status === "located"
        ? ((await togetherAnswer(photo.id)) ?? (await answerOf(photo)))
        : null;
    const { name: file } = photo.file;
    if (prediction) yield { file, prediction, thumbnail };
    else yield { file, reason: reasonOf(photo), thumbnail };
  }
}

function reasonOf({ task }: Photo): string {
  if (task.status === "failed") return `${task.failure.title}. ${task.failure.detail}`;
  if (task.status === "cancelled") return "Stopped before it was answered.";
  return "Not answered yet.";
}

/** A photo's small picture as a `data:` address. */
export async function pictureOf({ id }: Photo): Promise<string | null> {
  const picture = thumbnailOf(id);
  if (!picture) return null;
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => resolve(null);
    reader.readAsDataURL(picture);
  });
}
