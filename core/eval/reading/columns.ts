/** Names that ids and positions go by in tables and documents, as `plainName` writes them; the likeliest first. */
export const COLUMNS = {
  id: [
    "imgid",
    "imageid",
    "id",
    "file",
    "filename",
    "filepath",
    "image",
    "imagename",
    "imagefile",
    "imagepath",
    "img",
    "imgname",
    "imgfile",
    "imgpath",
    "photoid",
    "photo",
    "path",
    "name",
    "key",
  ],
  lat: ["lat", "latitude"],
  lng: ["lon", "lng", "long", "longitude"],
} as const;

/** A name as it is compared: `IMG_ID`, `img id` and `imgId` are the same. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Position of the column that bears one of the names (as `plainName` writes them); -1 if none does. */
export function findColumn(header: readonly string[], names: readonly string[]): number {
  const plain = header.map(plainName);
  for (const name of names) {
    const at = plain.indexOf(name);
    if (at >= 0) return at;
  }
  return -1;
}

/**
 * The same for what a system predicts: `pred_lat`, `LAT_PRED` or `predictedLatitude` come before a plain `lat`, for
 * files often repeat the truth beside the prediction.
 */
export function findPredicted(header: readonly string[], names: readonly string[]): number {
  const predicted = header.map((name) => {
    const plain = plainName(name);
    const rest = plain.replace(/pred(icted|ictions?)?/, "");
    return rest === plain ? "" : rest;
  });
  const at = predicted.findIndex((rest) => names.includes(rest));
  return at >= 0 ? at : findColumn(header, names);
}
