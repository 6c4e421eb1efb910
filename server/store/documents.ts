import * as z from "zod";
import { type Prediction, PredictionSchema } from "../../core/contracts/prediction.ts";
import { inSecondVersion } from "../../core/formats/first-version.ts";
import { ModelPlaySchema } from "../../core/game/model-play.ts";
import { PlaceNameSchema } from "../../core/game/place-name.ts";

// Documents that are kept as JSON in text columns. Nothing of them is believed before its schema has read it.

/** The place of a photo. */
export const readPlace = reader(PlaceNameSchema);
export const readPlay = reader(ModelPlaySchema);
export const readPhotoIds = reader(z.array(z.string()));

/** A prediction, of the first version too; null where it has another shape, which nobody can read any more. */
export function readPrediction(text: string): Prediction | null {
  return PredictionSchema.safeParse(inSecondVersion(JSON.parse(text))).data ?? null;
}

function reader<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => schema.parse(JSON.parse(text));
}
