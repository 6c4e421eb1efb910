import * as z from "zod";
import { AlbumRequestSchema, AlbumSchema } from "../album.ts";
import { MOST_PHOTOS_SENT } from "../album-limits.ts";
import { ALBUM_FORM_TEXTS, ALBUM_PARAMETERS, LOOK_PARAMETERS } from "../album-options.ts";
import { ALBUM_EXAMPLE, ALBUM_REQUEST_EXAMPLE } from "../examples.ts";
import type { RouteCode, Routes } from "../route.ts";
import { PHOTO_QUESTION } from "./photo-question.ts";
import { textOf } from "./texts.ts";

/** Media type of the answer line by line. */
export const ALBUM_LINES = "application/x-ndjson";

/** The longest body: 500 looks of 80 kB. Those of the bundle that ships have some 35 kB. */
const MOST_BODY_BYTES = 40 * 2 ** 20;

export const ALBUM_ROUTES = {
  createAlbum: {
    ...PHOTO_QUESTION,
    method: "POST",
    path: "/v1/albums",
    tag: "predictions",
    summary: "Photos of one trip, solved together",
    description:
      "Up to 500 photos, each by the `look` of its prediction (`look=on`), all with the same prior; or, as a form, the photos themselves, as many as uploads may hold. It takes seconds to a minute: with `Accept: application/x-ndjson` the answer comes line by line, `progress` first, then each `photo` with its `index`, last the `album` or a `problem`. A client that leaves frees its place. Nothing is kept.",
    texts: ALBUM_PARAMETERS.map(textOf),
    body: {
      json: AlbumRequestSchema,
      example: ALBUM_REQUEST_EXAMPLE,
      mostBytes: MOST_BODY_BYTES,
      form: {
        files: "photo",
        mostFiles: MOST_PHOTOS_SENT,
        texts: [...ALBUM_FORM_TEXTS, ...LOOK_PARAMETERS.map(textOf)],
      },
    },
    answer: {
      description: "The album",
      json: AlbumSchema,
      example: ALBUM_EXAMPLE,
      media: { [ALBUM_LINES]: z.string() },
    },
  },
} as const satisfies Routes<RouteCode>;
