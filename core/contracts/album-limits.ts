// Apart from the schemas, since the page has no validator.

/** Photos that one album may have: time and memory are bounded (docs/albums.md). */
export const MOST_PHOTOS_SENT = 500;
