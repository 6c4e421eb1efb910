import { setMaxListeners } from "node:events";
import type { Likelihood } from "../../core/belief/likelihood.ts";
import type { PlaceFinder } from "../../core/contracts/hint-text.ts";
import type { ReasonWay } from "../../core/contracts/options.ts";
import { MOST_CLUES, MOST_FAULTS, type Reasoning } from "../../core/contracts/reasoning.ts";
import type { Geography } from "../../core/earth/geography.ts";
import { inTurns, type TakeTurn } from "../../core/locate/turns.ts";
import { type ReadAnswer, readAnswer } from "../../core/reason/answer.ts";
import { settle } from "../../core/reason/candidates.ts";
import { createClueChecks } from "../../core/reason/checks.ts";
import { reasonLikelihood } from "../../core/reason/evidence.ts";
import type { Shares } from "../../core/reason/mixture.ts";
import { COT_CLUES, cotConclusion, G3_REFERENCES, g3Prompt } from "../../core/reason/prompts.ts";
import { referencesOf } from "../../core/reason/references.ts";
import type { AskedPhoto, ReasonClient, Talk } from "./client.ts";
import { ReasonError } from "./fault.ts";
import type { ModelQuestion } from "./reply.ts";

/** What is believed of a photo before the model is asked. */
export interface Believed {
  readonly geography: Geography;
  /** Probability of each land cell, hints left out. */
  readonly land: Float32Array;
  /** The same before the photo was seen. */
  readonly prior: Float32Array;
}

/** What came of asking. */
export interface Reasoned {
  /** What its answers say, as evidence beside that of the photo; empty where they say nothing. */
  readonly likelihoods: readonly Likelihood[];
  readonly told: Reasoning;
}

/** Asks a multimodal model about photos, and makes evidence of what it says. */
export interface Reasoner {
  /** Longer side of the picture that is sent, pixels. */
  readonly edge: number;
  /**
   * What goes wrong at the model is told, not thrown.
   *
   * @param onProgress is told how many questions are answered, of all
   * @throws GraticuleError "cancelled" once the signal aborts
   */
  reason(
    way: ReasonWay,
    photo: AskedPhoto,
    believed: Believed,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<Reasoned>;
}

/** Questions of which each is asked, with its answer or why there is none. */
interface Asked {
  readonly answers: readonly ReadAnswer[];
  readonly faults: readonly string[];
  readonly questions: number;
}

/** Asks one question; null where it got no answer, which is noted. */
type Ask = (question: ModelQuestion, sample: number) => Promise<string | null>;

/**
 * @param finder who knows the places that a model names
 * @param shares how far it is believed
 */
export function createReasoner(
  client: ReasonClient,
  finder: () => Promise<PlaceFinder>,
  shares: Shares,
  takeTurn: TakeTurn,
): Reasoner {
  return {
    edge: client.edge,
    async reason(way, photo, believed, caller, onProgress) {
      // As many listeners as questions: of this signal alone, and they go with it.
      const signal = AbortSignal.any([caller]);
      setMaxListeners(0, signal);
      const talk = client.talk(photo);
      const asked =
        way === "g3"
          ? await askG3(talk, client.calls, believed, signal, onProgress)
          : await askCot(talk, signal, onProgress);
      await takeTurn();
      const { geography, prior } = believed;
      const candidates = asked.answers.map((answer) => answer.candidates);
      const known = await finder();
      const settled = settle(candidates, geography, known);
      await takeTurn();
      const likelihood = await inTurns(
        reasonLikelihood(settled, geography, prior, shares),
        takeTurn,
      );
      const { calls, tokensIn, tokensOut } = talk.usage();
      const clues = asked.answers.flatMap((answer) => answer.clues).slice(0, MOST_CLUES);
      const faults = [...asked.faults, ...asked.answers.flatMap((answer) => answer.faults)];
      return {
        likelihoods: likelihood ? [likelihood] : [],
        told: {
          way,
          model: client.model,
          receiver: client.receiver,
          questions: asked.questions,
          answered: asked.answers.length,
          ...{ calls, tokensIn, tokensOut },
          candidates: settled.map(({ candidate }) => candidate),
          clues: clues.map(createClueChecks(geography, known)),
          faults: [...new Set(faults)].slice(0, MOST_FAULTS),
        },
      };
    },
  };
}

/** G3: as many questions as calls are allowed, in turn with more and more places to compare with. */
async function askG3(
  talk: Talk,
  calls: number,
  { land, geography }: Believed,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<Asked> {
  const places = referencesOf(land, geography, Math.max(...G3_REFERENCES));
  const prompts = G3_REFERENCES.map((count) =>
    g3Prompt(places.similar.slice(0, count), places.dissimilar.slice(0, count)),
  );
  const faults: string[] = [];
  const ask = askerOf(talk, signal, faults, calls, onProgress);
  const texts = await Promise.all(
    Array.from({ length: calls }, (_, i) =>
      ask(prompts[i % prompts.length]!, Math.floor(i / prompts.length)),
    ),
  );
  return { answers: answersIn(texts), faults, questions: calls };
}

/** GeoCoT: the clues, then the place from the clues and the picture. */
async function askCot(
  talk: Talk,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<Asked> {
  const faults: string[] = [];
  const ask = askerOf(talk, signal, faults, 2, onProgress);
  const clues = await ask(COT_CLUES, 0);
  const conclusion = clues === null ? null : await ask(cotConclusion(clues), 0);
  return { answers: answersIn([clues, conclusion]), faults, questions: 2 };
}

function askerOf(
  talk: Talk,
  signal: AbortSignal,
  faults: string[],
  total: number,
  onProgress?: (done: number, total: number) => void,
): Ask {
  let done = 0;
  return async (question, sample) => {
    try {
      return (await talk.ask(question, sample, signal)).text;
    } catch (error) {
      if (!(error instanceof ReasonError)) throw error;
      faults.push(error.message);
      return null;
    } finally {
      done += 1;
      if (!signal.aborted) onProgress?.(done, total);
    }
  };
}

function answersIn(texts: readonly (string | null)[]): ReadAnswer[] {
  return texts.filter((text): text is string => text !== null).map(readAnswer);
}
