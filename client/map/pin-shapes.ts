import type { PinKind } from "./scene.ts";

/** Words of each pin, on the map and in lists. */
export const PIN_LABEL: Readonly<Record<PinKind, string>> = {
  best: "Best point",
  exif: "Photo's own GPS",
  truth: "True place",
};

/** Each kind has a shape of its own, on a 24 unit grid, so that colour is not needed to tell them apart. */
export const PIN_PATH: Readonly<Record<PinKind, string>> = {
  best: "M12 23C12 23 20 15.2 20 9.6A8 8 0 1 0 4 9.6C4 15.2 12 23 12 23ZM12 6.4A3.2 3.2 0 1 1 12 12.8A3.2 3.2 0 1 1 12 6.4Z",
  truth:
    "M12 2.5A9.5 9.5 0 1 0 12 21.5A9.5 9.5 0 1 0 12 2.5ZM12 6.5A5.5 5.5 0 1 1 12 17.5A5.5 5.5 0 1 1 12 6.5ZM12 9.3A2.7 2.7 0 1 0 12 14.7A2.7 2.7 0 1 0 12 9.3Z",
  exif: "M4 4H20V20H4ZM10.5 7V10.5H7V13.5H10.5V17H13.5V13.5H17V10.5H13.5V7Z",
};
