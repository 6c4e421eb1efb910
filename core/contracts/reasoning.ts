import * as z from "zod";

// What a multimodal model said of a photo, as far as it is told on: bounded in length and number, whatever the model wrote.

/** Letters of a name, and of a sentence, that are told on. */
export const MOST_NAME_LETTERS = 120;
export const MOST_SENTENCE_LETTERS = 400;
/** Candidates, clues and faults that one answer tells. */
export const MOST_CANDIDATES = 100;
export const MOST_CLUES = 30;
export const MOST_FAULTS = 20;

const Name = z.string().max(MOST_NAME_LETTERS);
const Sentence = z.string().max(MOST_SENTENCE_LETTERS);
const At = z.strictObject({
  lat: z.number().min(-90).max(90).meta({ description: "Degrees north" }),
  lng: z.number().min(-180).max(180).meta({ description: "Degrees east" }),
});

/** What became of a place that a model named. */
export const CANDIDATE_FATES = ["counted", "at_sea", "unknown"] as const;

export const CandidateSchema = z.strictObject({
  at: At.nullable().meta({ description: "Null for names that no place is known by" }),
  name: Name.nullable().meta({ description: "As the model wrote it" }),
  answers: z.int().min(1).meta({ description: "Answers that named it" }),
  fate: z.enum(CANDIDATE_FATES).meta({
    description: "`counted`: it is part of the evidence. `at_sea`: far off all land. `unknown`",
  }),
});

/** GeoCoT's five questions, and text that can be read in the picture. */
export const CLUE_KINDS = ["nature", "culture", "road", "furniture", "ground", "text"] as const;

export const ClueSchema = z.strictObject({
  kind: z.enum(CLUE_KINDS),
  seen: Sentence,
  where: Name.nullable().meta({ description: "Where in the picture" }),
  for: z.array(Name).max(20).meta({ description: "Places that it speaks for" }),
  against: z.array(Name).max(20).meta({ description: "Places that it speaks against" }),
  strength: z.number().min(0).max(1).meta({ description: "As the model says" }),
  check: z.enum(["checked", "contradicted", "unchecked"]).meta({
    description: "Whether something of ours that could check it agrees",
  }),
  checkedBy: Sentence.nullable(),
});

export const ReasoningSchema = z.strictObject({
  way: z.enum(["g3", "cot"]),
  model: z.string(),
  receiver: z
    .strictObject({
      host: z.string(),
      isLocal: z.boolean().meta({ description: "Whether it is the machine of the service" }),
    })
    .meta({ description: "Who got the photo, made small and without metadata" }),
  questions: z.int().min(0),
  answered: z.int().min(0).meta({ description: "Questions that got an answer" }),
  calls: z.int().min(0).meta({
    description: "Requests, those that failed among them; 0 where answers were replayed",
  }),
  tokensIn: z.int().min(0),
  tokensOut: z.int().min(0),
  candidates: z.array(CandidateSchema).max(MOST_CANDIDATES),
  clues: z.array(ClueSchema).max(MOST_CLUES),
  faults: z.array(z.string()).max(MOST_FAULTS).meta({
    description: "Why questions got no answer, or answers could not be read",
  }),
});

export type Candidate = z.infer<typeof CandidateSchema>;
export type Clue = z.infer<typeof ClueSchema>;
export type Reasoning = z.infer<typeof ReasoningSchema>;

/** Whom the operator lets be asked about photos: of `/v1/features`. */
export const ReasonFeatureSchema = z.strictObject({
  model: z.string(),
  receiver: ReasoningSchema.shape.receiver.meta({ description: "Who gets the photo" }),
  edge: z.int().meta({ description: "Longer side of the picture that is sent, pixels" }),
  calls: z.int().meta({ description: "Calls that one photo may take" }),
});

export type ReasonFeature = z.infer<typeof ReasonFeatureSchema>;
