import * as z from "zod";
import type { AnswerSchema } from "./dialect.ts";
import { ReasonError } from "./fault.ts";

// What comes back from a model's server, whole or in pieces. Nothing of it is believed before it was looked at.

/** One question. */
export interface ModelQuestion {
  readonly system: string;
  readonly text: string;
  /** Of the answer; null for free text. */
  readonly schema: AnswerSchema | null;
  readonly temperature: number;
  /** Of the answer. */
  readonly maxTokens: number;
}

/** What a model said, whatever it is. */
export interface ModelReply {
  readonly text: string;
  /** Whether it ended because it may not be longer. */
  readonly isCut: boolean;
  /** As the server counts them; estimated from the letters where it does not say. */
  readonly tokensIn: number;
  readonly tokensOut: number;
}

const Usage = z.looseObject({
  prompt_tokens: z.number().int().min(0).catch(0),
  completion_tokens: z.number().int().min(0).catch(0),
});
const Content = z.union([
  z.string(),
  z
    .array(z.looseObject({ text: z.string().catch("") }))
    .transform((parts) => parts.map(({ text }) => text).join("")),
]);
const Whole = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({
          content: Content.nullish(),
          refusal: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: Usage.nullish(),
});
const Chunk = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: z
          .looseObject({ content: Content.nullish(), refusal: z.string().nullish() })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: Usage.nullish(),
});

/** Of a chat completion that came at once. Throws zod's error for what is none. */
export function wholeReply(found: unknown, question: ModelQuestion): ModelReply {
  const { choices, usage } = Whole.parse(found);
  const { message, finish_reason } = choices[0]!;
  const text = message.content || message.refusal || "";
  return { text, isCut: finish_reason === "length", ...tokensOf(usage, question, text) };
}

/** What a picture takes at most models that tell it, about. */
const PICTURE_TOKENS = 1000;
const LETTERS_OF_A_TOKEN = 4;

function tokensOf(
  usage: z.infer<typeof Usage> | null | undefined,
  { system, text }: ModelQuestion,
  answer: string,
): Pick<ModelReply, "tokensIn" | "tokensOut"> {
  if (usage) return { tokensIn: usage.prompt_tokens, tokensOut: usage.completion_tokens };
  const asked = Math.ceil((system.length + text.length) / LETTERS_OF_A_TOKEN);
  return {
    tokensIn: PICTURE_TOKENS + asked,
    tokensOut: Math.ceil(answer.length / LETTERS_OF_A_TOKEN),
  };
}

/** Of a chat completion that comes in pieces. Throws zod's error for what is none, ReasonError "cut_off" where the end is missing. */
export async function gather(
  stream: AsyncIterable<unknown>,
  question: ModelQuestion,
  onText: (piece: string) => void,
): Promise<ModelReply> {
  let text = "";
  let finish: string | null = null;
  let last: z.infer<typeof Usage> | null = null;
  for await (const found of stream) {
    const { choices, usage } = Chunk.parse(found);
    const choice = choices?.[0];
    const piece = choice?.delta?.content || choice?.delta?.refusal || "";
    text += piece;
    if (piece !== "") onText(piece);
    finish = choice?.finish_reason ?? finish;
    last = usage ?? last;
  }
  if (finish === null) throw new ReasonError("cut_off", "The answer ended in the middle.");
  return { text, isCut: finish === "length", ...tokensOf(last, question, text) };
}
