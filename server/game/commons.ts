import * as z from "zod";
import type { Position } from "../../core/earth/lng-lat.ts";
import { isWebAddress } from "../../core/game/web-address.ts";
import { CommonsError, type Fetched, type FetchSettings, fetchBounded } from "./commons-fetch.ts";

// Wikimedia Commons, read as its API etiquette asks: one request at a time with a pause between, a user agent that
// says who asks, `maxlag`, and `Retry-After` obeyed. Only photos with a position and a free licence are taken.

/** A photo on Commons that may be played. */
export interface CommonsPhoto {
  readonly pageId: number;
  readonly at: Position;
  readonly licence: string;
  readonly attribution: string;
  /** The page that describes it. */
  readonly pageUrl: string;
  /** A copy of at most 1600 pixels a side. */
  readonly imageUrl: string;
}

export interface CommonsSettings extends FetchSettings {
  /** Milliseconds between requests. */
  readonly pauseMs: number;
}

/** Where to look: a category, or a box of west, south, east, north degrees. */
export type CommonsPlace =
  | { readonly category: string }
  | { readonly bbox: readonly [west: number, south: number, east: number, north: number] };

export const COMMONS_ENDPOINT = "https://commons.wikimedia.org/w/api.php";

const PHOTO_TYPES = new Set(["image/jpeg", "image/png", "image/webp"]);
const FREE = /^(cc0|cc[ -]by|public domain|pd\b)/i;
const NOT_FREE = /\b(nc|nd)\b/i;
const LEAST_SIDE = 500;
const PAGE_SIZE = "50";
const THUMB_WIDTH = "1600";
const MOST_TRIES = 5;
const LONGEST_WAIT_MS = 120_000;
/** A page of results has some hundred kilobytes, a copy of 1600 pixels at most a few megabytes. */
const MOST_ANSWER_BYTES = 16 * 2 ** 20;
const MOST_PHOTO_BYTES = 40 * 2 ** 20;

const PageSchema = z.object({
  pageid: z.number(),
  coordinates: z
    .array(z.object({ lat: z.number(), lon: z.number(), globe: z.string().default("earth") }))
    .min(1),
  imageinfo: z
    .array(
      z.object({
        url: z.string().optional(),
        thumburl: z.string().optional(),
        descriptionurl: z.string(),
        mime: z.string(),
        width: z.number(),
        height: z.number(),
        extmetadata: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
      }),
    )
    .min(1),
});

/** What the API answers; pages are looked at one by one, since one that is odd must not cost the others. */
const AnswerSchema = z.object({
  continue: z.record(z.string(), z.coerce.string()).optional(),
  query: z.object({ pages: z.array(z.unknown()).default([]) }).optional(),
  error: z.object({ code: z.string(), info: z.string().optional() }).optional(),
});

/** Photos of a place, page by page, until there are no more or the caller has enough. */
export async function* findCommonsPhotos(
  place: CommonsPlace,
  settings: CommonsSettings,
): AsyncGenerator<CommonsPhoto> {
  let next: Readonly<Record<string, string>> = {};
  for (;;) {
    const answer = await ask({ ...queryFor(place), ...next }, settings);
    for (const page of answer.query?.pages ?? []) {
      const photo = toPhoto(page);
      if (photo) yield photo;
    }
    if (!answer.continue) return;
    next = answer.continue;
  }
}

function queryFor(place: CommonsPlace): Record<string, string> {
  const generator =
    "category" in place
      ? {
          generator: "categorymembers",
          gcmtitle: place.category.startsWith("Category:")
            ? place.category
            : `Category:${place.category}`,
          gcmtype: "file",
          gcmlimit: PAGE_SIZE,
        }
      : {
          generator: "geosearch",
          // The API has it top, left, bottom, right.
          ggsbbox: [place.bbox[3], place.bbox[0], place.bbox[1], place.bbox[2]].join("|"),
          ggsnamespace: "6",
          ggslimit: PAGE_SIZE,
        };
  return {
    action: "query",
    format: "json",
    formatversion: "2",
    maxlag: "5",
    ...generator,
    prop: "coordinates|imageinfo",
    coprimary: "primary",
    iiprop: "url|mime|size|extmetadata",
    iiurlwidth: THUMB_WIDTH,
  };
}

async function ask(
  query: Readonly<Record<string, string>>,
  settings: CommonsSettings,
): Promise<z.infer<typeof AnswerSchema>> {
  const url = `${settings.endpoint}?${new URLSearchParams(query)}`;
  for (let attempt = 1; ; attempt++) {
    const response = await get(url, settings, MOST_ANSWER_BYTES);
    const { success, data: answer } = AnswerSchema.safeParse(jsonOf(response));
    if (!success) {
      throw new CommonsError("Commons answers in a form that is not known here; update Graticule.");
    }
    if (answer.error?.code !== "maxlag") {
      if (answer.error)
        throw new CommonsError(`Commons refuses: ${answer.error.info ?? answer.error.code}`);
      return answer;
    }
    if (attempt === MOST_TRIES) throw new CommonsError("Commons is too busy; try again later.");
    await pause(retryAfterMs(response) ?? settings.pauseMs * 5, settings.signal);
  }
}

function jsonOf({ bytes }: Fetched): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** The bytes of a photo. */
export async function fetchCommonsPhoto(
  { imageUrl }: CommonsPhoto,
  settings: CommonsSettings,
): Promise<Uint8Array> {
  return (await get(imageUrl, settings, MOST_PHOTO_BYTES)).bytes;
}

/** One request after a pause; busy answers are waited for as long as they ask. */
async function get(url: string, settings: CommonsSettings, mostBytes: number): Promise<Fetched> {
  for (let attempt = 1; ; attempt++) {
    await pause(settings.pauseMs, settings.signal);
    const response = await fetchBounded(url, settings, mostBytes);
    const { status } = response;
    if (status >= 200 && status < 300) return response;
    const isBusy = status === 429 || status >= 500;
    if (!isBusy || attempt === MOST_TRIES) {
      throw new CommonsError(`Commons answers ${status} for ${new URL(url).pathname}.`);
    }
    await pause(retryAfterMs(response) ?? settings.pauseMs * 2 ** attempt, settings.signal);
  }
}

function retryAfterMs(response: Fetched): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(LONGEST_WAIT_MS, seconds * 1000) : null;
}

/** A page as a photo; null unless it has a position on Earth, a free licence, an author and enough pixels. */
export function toPhoto(page: unknown): CommonsPhoto | null {
  const { data } = PageSchema.safeParse(page);
  if (!data) return null;
  const info = data.imageinfo[0]!;
  const at = data.coordinates[0]!;
  if (at.globe !== "earth" || !PHOTO_TYPES.has(info.mime)) return null;
  if (Math.min(info.width, info.height) < LEAST_SIDE) return null;
  const meta = (name: string) => plainText(info.extmetadata[name]?.value);
  const licence = meta("LicenseShortName");
  const attribution = meta("Artist") || meta("Credit");
  const imageUrl = info.thumburl ?? info.url;
  if (!isFree(licence) || attribution === "" || imageUrl === undefined) return null;
  if (![imageUrl, info.descriptionurl].every(isWebAddress)) return null;
  return {
    pageId: data.pageid,
    at: { lat: at.lat, lng: at.lon },
    licence,
    attribution,
    pageUrl: info.descriptionurl,
    imageUrl,
  };
}

/** CC0, CC BY, CC BY-SA and the public domain; nothing non-commercial, nothing without derivatives. */
export function isFree(licence: string): boolean {
  return FREE.test(licence) && !NOT_FREE.test(licence);
}

/** Text out of the small HTML that Commons gives for names. */
function plainText(value: unknown): string {
  return String(value ?? "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&amp;/g, "&")
    .replace(/&(quot|#0?39);/g, "'")
    .replace(/&nbsp;/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(done, ms);
    function done(): void {
      signal.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener("abort", stop, { once: true });
  });
}
