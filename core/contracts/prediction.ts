import * as z from "zod";
import { PLACE_LEVELS } from "./place-levels.ts";
import { PRIOR_NAMES } from "./priors.ts";
import { ReasoningSchema } from "./reasoning.ts";

/** H3 index as 15 lower-case hexadecimal digits. */
const H3 = z
  .string()
  .regex(/^[0-9a-f]{15}$/)
  .meta({ examples: ["841fb47ffffffff"] });
const Probability = z.number().min(0).max(1);
const Lat = z.number().min(-90).max(90).meta({ description: "Degrees north" });
const Lng = z.number().min(-180).max(180).meta({ description: "Degrees east" });

/** The credible regions that are reported unless others are asked for. */
export const DEFAULT_MASSES: readonly number[] = [0.5, 0.8, 0.9, 0.95];

export const PositionSchema = z.strictObject({ lat: Lat, lng: Lng });

export const PlaceSchema = z.strictObject({
  level: z.enum(PLACE_LEVELS),
  id: z.string().meta({
    description:
      "Continent: two letters. Country: ISO 3166-1 alpha-2. Division: GeoNames admin1 code. City: GeoNames id.",
  }),
  name: z.string(),
  probability: Probability,
  /** Where the map goes when the place is chosen: its heaviest point. */
  at: PositionSchema.meta({ description: "The heaviest point of the place" }),
  within: z.string().nullable().meta({
    description: "Name of the country (of a division or city) or continent (of a country)",
  }),
});

export const RegionSchema = z.strictObject({
  mass: Probability.meta({ description: "The region holds at least this probability" }),
  areaKm2: z.number().min(0),
  cells: z.int().min(0).meta({ description: "How many cells the region has" }),
  geometry: z
    .strictObject({
      type: z.literal("MultiPolygon"),
      coordinates: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))),
    })
    .optional()
    .meta({ description: "With `geometry=outline`" }),
  h3: z.array(H3).optional().meta({
    description: "With `geometry=cells`: its cells; a parent stands for all of its children",
  }),
});

export const CellSchema = z.strictObject({ h3: H3, probability: Probability });

export const AbstentionSchema = z.strictObject({
  reason: z.enum(["no_information", "too_wide"]),
  detail: z.string(),
});

export const EvidenceShareSchema = z.strictObject({
  name: z.string().meta({
    description:
      "`photo`: the model's scores. `head ...`: an attribute that the model sees. `bundle ...`: a further model. `neighbours`: photos of a reference index that look like it. `reason`: what a multimodal model said. `hints`: what was asked for with `within` and `exclude`",
    examples: ["photo"],
  }),
  weight: z.number().min(0).meta({ description: "What its log likelihood is multiplied by" }),
  bits: z.number().min(0).meta({
    description:
      "How far it moved the answer: Kullback-Leibler divergence, base 2, of the probabilities of the land cells from those without it, all else equal",
  }),
});

export const WithoutHintsSchema = z.strictObject({
  places: z.array(PlaceSchema).meta({ description: "As `places`, as if there were no hints" }),
  hintsProbability: Probability.meta({
    description: "What the photo alone gives the places that the hints allow, together",
  }),
});

/** Letters of make and model, and the blank between them. */
export const MOST_CAMERA_CHARACTERS = 129;

export const ExifSchema = z.strictObject({
  lat: Lat.nullable(),
  lng: Lng.nullable(),
  takenAt: z.string().nullable().meta({ description: "Local time of the camera, no zone" }),
  utcOffset: z
    .string()
    .regex(/^[+-]\d\d:\d\d$/)
    .optional()
    .meta({ description: "What the camera says that its time is off UTC, where it says so" }),
  camera: z
    .string()
    .max(MOST_CAMERA_CHARACTERS)
    .optional()
    .meta({ description: "Make and model of the camera, where they and a time are said" }),
});

export const ChangesSchema = z
  .strictObject({
    resolution: z.int().min(0).max(15),
    h3: z.array(H3),
    before: z.array(Probability).meta({
      description: "Of each cell, by prior and hints; in the order of `h3`",
    }),
    after: z.array(Probability).meta({ description: "Of each cell, by the photo too" }),
  })
  .meta({ description: "Columns of one table over all land" });

export const FilePositionSchema = z
  .strictObject({
    placeName: z
      .string()
      .nullable()
      .meta({
        description: "The city, or division, of that place, and its country; null off all land",
        examples: ["Sandviken, Sweden"],
      }),
    distanceKm: z.number().min(0).meta({ description: "From the answer's best point" }),
    massBefore: Probability.nullable().meta({
      description:
        "Probability of the places that fit the picture better, hints left out: a region of mass m holds the position if this is less than m. Where files are right it is 0.9 or more for one photo in ten; 1 for a place held impossible, null off all land",
    }),
  })
  .meta({
    description:
      "How the position that the photo's own file states (`image.exif`) fits the picture. Left out where the file states none, and by versions that did not tell it",
  });

export const BestPointSchema = z
  .strictObject({
    lat: Lat,
    lng: Lng,
    expectedScore: z.number().min(0).max(5000).meta({
      description: "GeoScore of a guess here that the answer expects",
    }),
    expectedErrorKm: z.number().min(0).nullable().meta({
      description:
        "The true place is as likely nearer than this as further; null in a document of version 1 that was read anew",
    }),
    placeName: z
      .string()
      .nullable()
      .meta({
        description:
          "Where the point is: city, or division, and country, whatever their probability; null where nothing has a name",
        examples: ["Sandviken, Sweden"],
      }),
    places: z
      .array(
        PlaceSchema.pick({ level: true, id: true, name: true, probability: true, within: true }),
      )
      .meta({
        description: "The places that hold the point and their probability, the widest first",
      }),
  })
  .meta({
    description:
      "The one point that the answer means. Documents of version 1 had `mode` and `score` here",
  });

export const AlbumShareSchema = z
  .strictObject({
    photos: z.int().min(1).meta({ description: "Photos that were solved together" }),
    belongs: Probability.meta({ description: "That this photo belongs to the album" }),
    bits: z.number().meta({
      description:
        "How much better the others foretell the photo's place than the prior does, base 2; below 0 they speak against it",
    }),
    path: PositionSchema.meta({
      description: "The photo's land cell on the likeliest way through all photos of the album",
    }),
    track: PositionSchema.extend({
      km: z.number().min(0).meta({ description: "How well it is known" }),
    })
      .optional()
      .meta({
        description:
          "Where a track or location history was when the photo was taken. Counts unless the picture contradicts it, which `belongs` tells",
      }),
    clock: z
      .strictObject({
        camera: z.string(),
        offsetHours: z.int().min(-12).max(12).meta({
          description: "Added to the camera's times, so that they fit those of the others",
        }),
        probability: Probability.meta({ description: "Of this offset among those from -12 to 12" }),
      })
      .optional()
      .meta({
        description:
          "How far the clock of the photo's camera is off: only where photos of several cameras have times, and not for the camera that the others are set by",
      }),
  })
  .meta({ description: "What the other photos of an album make of this one" });

export const NeighboursSchema = z
  .strictObject({
    licence: z.string().meta({ description: "Of the index, as it says itself" }),
    origin: z.string().meta({ description: "Where its photos are from, as it says itself" }),
    photos: z
      .array(
        z.strictObject({
          at: PositionSchema.meta({ description: "Where the photo of the index was taken" }),
          distanceKm: z.number().min(0).meta({ description: "From the answer's best point" }),
          similarity: z.number().min(-1).max(1).meta({
            description: "Cosine of the two photos' vectors; says nothing of a probability",
          }),
        }),
      )
      .meta({
        description:
          "The most similar first. The photo itself and what is nearly the same is left out",
      }),
  })
  .meta({ description: "Photos of the operator's reference index that look most like this one" });

/** Letters that a look may have: twice as many as that of the widest belief known. */
export const MOST_LOOK_LETTERS = 131_072;

export const LookSchema = z
  .string()
  .min(1)
  .max(MOST_LOOK_LETTERS)
  .meta({
    description:
      "With `look=on`: what the photo tells by itself, sealed, to be solved together with others (`POST /v1/albums`). Derived from the photo, and to be kept as it is",
    examples: ["eNpjZGBg"],
  });

export const ReasonedSchema = ReasoningSchema.extend({
  without: z
    .strictObject({ best: BestPointSchema, places: z.array(PlaceSchema) })
    .meta({ description: "The answer as it was before the model was asked" }),
}).meta({ description: "What the operator's multimodal model said, where `reason` asked for it" });

/** The prediction document: one shape in HTTP answers, on the command line and in files. */
export const PredictionSchema = z
  .strictObject({
    version: z.literal(2).meta({ description: "Of the document's shape" }),
    model: z.strictObject({ name: z.string(), version: z.string() }),
    image: z.strictObject({
      width: z.int().positive().meta({ description: "Pixels, after EXIF orientation" }),
      height: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      exif: ExifSchema.nullable().meta({
        description:
          "What the photo's EXIF or XMP says; shown beside the estimate, never enters the model. A position that is none is told in `warnings`",
      }),
    }),
    prior: z.enum(PRIOR_NAMES),
    best: BestPointSchema,
    densest: PositionSchema.optional().meta({
      description: "With `densest=true`: the point of highest probability per km2",
    }),
    places: z.array(PlaceSchema).meta({ description: "By level, most probable first" }),
    regions: z
      .array(RegionSchema)
      .meta({ description: "Smallest first; each holds the ones before" }),
    cells: z.array(CellSchema).meta({
      description: "Heaviest per km2 first; resolutions are mixed where the answer is fine",
    }),
    points: z
      .array(z.strictObject({ lat: Lat, lng: Lng, probability: Probability }))
      .optional()
      .meta({
        description:
          "With `ranking=gallery`: the best points of the bundle's gallery, as GeoCLIP's `predict` ranks them",
      }),
    otherMass: Probability.meta({ description: "Probability of the cells left out" }),
    evidence: z.array(EvidenceShareSchema).optional().meta({
      description:
        "What speaks for the answer beside the prior. Left out with `ranking=gallery`, which weighs nothing, and by versions that did not tell it",
    }),
    withoutHints: WithoutHintsSchema.optional().meta({
      description: "With `within` or `exclude`: what the photo alone says, over the land cells",
    }),
    changes: ChangesSchema.optional().meta({
      description: "What the photo changed, where `changes` asked for it",
    }),
    filePosition: FilePositionSchema.optional(),
    album: AlbumShareSchema.optional().meta({
      description: "Where the photo was solved together with others",
    }),
    look: LookSchema.optional(),
    reasoning: ReasonedSchema.optional(),
    neighbours: NeighboursSchema.optional().meta({
      description: "Where `neighbours` asked for them. They did not enter the answer",
    }),
    abstained: AbstentionSchema.nullable(),
    warnings: z.array(z.string()),
    timingMs: z.record(z.string(), z.number()),
  })
  .meta({ id: "Prediction" });

export type Prediction = z.infer<typeof PredictionSchema>;
export type BestPoint = z.infer<typeof BestPointSchema>;
export type HoldingPlace = BestPoint["places"][number];
export type Place = z.infer<typeof PlaceSchema>;
export type PlaceLevel = (typeof PLACE_LEVELS)[number];
export type Region = z.infer<typeof RegionSchema>;
export type CellProbability = z.infer<typeof CellSchema>;
export type Abstention = z.infer<typeof AbstentionSchema>;
export type EvidenceShare = z.infer<typeof EvidenceShareSchema>;
export type WithoutHints = z.infer<typeof WithoutHintsSchema>;
export type Changes = z.infer<typeof ChangesSchema>;
export type AlbumShare = z.infer<typeof AlbumShareSchema>;
export type Neighbours = z.infer<typeof NeighboursSchema>;
export type Reasoned = z.infer<typeof ReasonedSchema>;
export type FilePosition = z.infer<typeof FilePositionSchema>;
export type Exif = z.infer<typeof ExifSchema>;
