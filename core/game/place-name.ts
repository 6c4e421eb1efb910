import * as z from "zod";

/** What the place of a photo or a pin is called; nulls where it has no such name. */
export const PlaceNameSchema = z.strictObject({
  country: z.string().nullable(),
  countryCode: z.string().nullable(),
  division: z.string().nullable(),
  city: z.string().nullable(),
});

export type PlaceName = z.infer<typeof PlaceNameSchema>;
