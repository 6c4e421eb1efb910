import * as z from "zod";

// The names that stand in addresses. What does not fit one is refused before anything is looked up by it: a file, a row,
// a model. None can hold a slash, a control character or half a character.

/** The random name of a game, challenge or album, as an address has it; a longer or shorter one names nothing. */
export const IdInPath = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "There is no game, challenge or album of that name.");

/** The name of a bundle or of a model of the catalogue. */
export const ModelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "There is no model of that name.");

/** The name of a run: that of its folder, but no path, so that `..` and hidden folders are none. */
export const RunId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "There is no run of that name; /v1/evaluations lists them.",
  );

/** A photo of a run, as its table has it. */
export const PhotoId = z
  .string()
  .regex(
    /^[ -~\u00a0-\uffff]{0,1000}$/,
    "at most 1000 characters, none of them a control character",
  );
