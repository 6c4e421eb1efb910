import * as z from "zod";
import { PredictionSchema } from "../../core/contracts/prediction.ts";
import { ModelPlaySchema } from "../../core/game/model-play.ts";
import { PlaceNameSchema } from "../../core/game/place-name.ts";

// Documents that are kept as JSON in text columns. Nothing of them is believed before its schema has read it.

/** The place of a photo. */
export const readPlace = reader(PlaceNameSchema);
export const readPlay = reader(ModelPlaySchema);
export const readPrediction = reader(PredictionSchema);
export const readPhotoIds = reader(z.array(z.string()));

function reader<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => schema.parse(JSON.parse(text));
}
