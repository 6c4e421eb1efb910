import { createHash } from "node:crypto";
import type { ReasonClient } from "./client.ts";
import type { ModelQuestion } from "./reply.ts";

/** A red square, 128 pixels a side, as JPEG. */
const RED_SQUARE = Buffer.from(
  "/9j/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCACAAIADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAUG/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AgAJbdgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP/9k=",
  "base64",
);

const QUESTION: ModelQuestion = {
  system: "You answer questions about pictures with one JSON object and nothing else.",
  text: 'Which colour has this picture? Answer {"colour": "<one English word>"}.',
  schema: {
    type: "object",
    properties: { colour: { type: "string" } },
    required: ["colour"],
    additionalProperties: false,
  },
  temperature: 0,
  maxTokens: 300,
};

/** What one real question has shown of a model. */
export interface Sight {
  /** Whether it named the colour of the picture that it was shown. */
  readonly seesColour: boolean;
  /** Whether its answer was JSON and nothing else. */
  readonly answersJson: boolean;
  /** Its answer, cut short. */
  readonly said: string;
  readonly ms: number;
}

/** Shows a model a picture of nobody's and asks what colour it has. Throws what `Talk.ask` throws. */
export async function askWhatIsSeen(client: ReasonClient, signal: AbortSignal): Promise<Sight> {
  const sha256 = createHash("sha256").update(RED_SQUARE).digest("hex");
  const talk = client.talk({ sha256, jpeg: async () => RED_SQUARE });
  const { text } = await talk.ask(QUESTION, 0, signal);
  return {
    seesColour: /\b(red|crimson|scarlet|vermill?ion)\b/i.test(text),
    answersJson: isJson(text),
    said: text.slice(0, 100),
    ms: talk.usage().ms,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
