import type { Prediction } from "../../core/contracts/prediction.ts";
import type { PriorName } from "../../core/contracts/priors.ts";
import { about } from "../ask/about.ts";
import { shelf } from "../ask/answers.ts";
import { toLookQuery } from "../ask/question.ts";
import type { Photo, PhotoId } from "../ask/state.ts";
import { askService } from "../service/ask.ts";
import type { Failure } from "../service/failure.ts";
import { pause } from "../service/pause.ts";

/** Requests at once, as for photos that are located. */
const SLOTS = 2;
/** How long a service that has no room is left alone where it does not say. */
const BUSY_S = 2;
const BUSY: ReadonlySet<Failure["code"]> = new Set(["busy", "rate_limited", "not_ready"]);
/** Failures of a photo itself: it is left out, and the others go on. */
const OF_A_PHOTO: ReadonlySet<Failure["code"]> = new Set([
  "photo_missing",
  "photo_type_unsupported",
  "photo_too_large",
  "photo_too_many_pixels",
  "photo_unreadable",
]);

/** What photos tell by themselves; those that could not be read are missing from `looks`. */
export type Looks =
  | { readonly looks: ReadonlyMap<PhotoId, string>; readonly leftOut: ReadonlyMap<PhotoId, string> }
  | { readonly failure: Failure };

/**
 * Gathers the looks of photos: from the device where they are known, else the photos are sent once more. Looks are kept
 * beside the answers. A service that has no room is asked again.
 */
export async function gatherLooks(
  photos: readonly Photo[],
  prior: PriorName,
  signal: AbortSignal,
  tell: (done: number) => void,
): Promise<Looks> {
  const query = toLookQuery(prior);
  const looks = new Map<PhotoId, string>();
  const leftOut = new Map<PhotoId, string>();
  const queue = [...photos];
  let failure: Failure | null = null;
  const work = async () => {
    for (let photo = queue.shift(); photo && !failure && !signal.aborted; photo = queue.shift()) {
      const found = await lookOf(photo, query, signal);
      if (typeof found === "string") looks.set(photo.id, found);
      else if (found && OF_A_PHOTO.has(found.code)) leftOut.set(photo.id, found.detail);
      else if (found) failure ??= found;
      tell(looks.size + leftOut.size);
    }
  };
  await Promise.all(Array.from({ length: SLOTS }, work));
  return failure ? { failure } : { looks, leftOut };
}

async function lookOf(
  { id, file }: Photo,
  query: string,
  signal: AbortSignal,
): Promise<string | Failure | null> {
  const known = await shelf.get(id, query);
  if (known?.look && isOfModel(known)) return known.look;
  for (;;) {
    const news = await asked(file, query, signal);
    if (!news || signal.aborted) return null;
    if ("look" in news) {
      void shelf.put(id, query, news);
      return news.look ?? null;
    }
    if (!("code" in news)) return null;
    if (!BUSY.has(news.code)) return news;
    await pause(1000 * (news.retryAfterS ?? BUSY_S), signal);
  }
}

function asked(
  file: File,
  query: string,
  signal: AbortSignal,
): Promise<Prediction | Failure | null> {
  return new Promise((resolve) => {
    void askService(file, query, signal, (news) => {
      if (news.type === "answered") resolve(news.prediction);
      if (news.type === "failed") resolve(news.failure);
    }).then(() => resolve(null));
  });
}

/** A look of another model cannot be solved together with those of this one. */
function isOfModel({ model }: Prediction): boolean {
  const now = about.value.model;
  return !now || (now.name === model.name && now.version === model.version);
}
