import * as z from "zod";

/** What a place that a model names may be to the true one: within so many km or so, in its country, or invented. */
export const REASON_PARTS = ["25km", "100km", "400km", "1600km", "country", "invented"] as const;

const Share = z.number().min(0).max(1);

/** How far what one multimodal model says is believed: fitted to photos whose places are known, or written by hand. */
export const ReasonSharesSchema = z.strictObject({
  format: z.literal("graticule-reason-shares"),
  version: z.literal(1),
  /** The model that the shares are of, as its server names it. */
  model: z.string().max(200),
  /** Photos that they were fitted to; 0 for shares written by hand. */
  photos: z.int().min(0),
  shares: z
    .strictObject({
      "25km": Share,
      "100km": Share,
      "400km": Share,
      "1600km": Share,
      country: Share,
      invented: Share.min(0.01, { error: "at least 0.01: no model is always right" }),
    })
    .refine(
      (shares) => Math.abs(Object.values(shares).reduce((sum, share) => sum + share, 0) - 1) < 1e-3,
      { error: "shares that sum to 1" },
    ),
});

export type ReasonShares = z.infer<typeof ReasonSharesSchema>;
