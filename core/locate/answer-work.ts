import { changesOf } from "../belief/changes.ts";
import { coarsen } from "../belief/coarsening.ts";
import { type Posterior, posteriorOf, reweighed } from "../belief/posterior.ts";
import { type Ranking, rankByDensity } from "../belief/ranking.ts";
import type { PredictionOptions } from "../contracts/options.ts";
import type { Changes, Prediction } from "../contracts/prediction.ts";
import { answerSteps, placesShown } from "./answer.ts";
import {
  type Belief,
  beliefGiven,
  beliefOverCells,
  beliefOverGallery,
  type Question,
  type Told,
} from "./belief.ts";
import type { Engine } from "./engine.ts";
import type { PictureAlone } from "./file-position.ts";
import { checkRanking } from "./gallery-mode.ts";
import { wideAreaWarnings } from "./hint-areas.ts";
import { hintEvidence } from "./hints.ts";
import { inTurns, type TakeTurn } from "./turns.ts";
import { hintWarnings, massAllowed } from "./warnings.ts";

/** What follows from a posterior: a prediction but for the model, the photo and the times. */
export type AnswerDocument = Omit<Prediction, "model" | "image" | "timingMs">;

export interface Answered {
  readonly document: AnswerDocument;
  /** The whole posterior, of which the document lists the densest cells. */
  readonly shown: Posterior;
  readonly ranking: Ranking;
  /** What is believed without the hints; ranked when it is asked for. */
  pictureAlone(): PictureAlone;
}

/** The work of an answer, wherever it is done: in turns of an event loop, in a thread, in a worker of a browser. */
export interface AnswerWork {
  /** @throws GraticuleError for hints that mean nothing and rankings that the bundle has not */
  ask(options: PredictionOptions): Question;
  /**
   * prior, evidence and options -> answer.
   *
   * @param onStage is told the stages as they end: "rank", then "answer"; what it throws ends the work
   * @throws GraticuleError "hint_excludes_everything" for hints that leave no land
   */
  answer(question: Question, told: Told, onStage?: (stage: string) => void): Promise<Answered>;
  /** The land cells alone, without hints: what an album asks of each of its photos. */
  believe(question: Question, told: Told): Float32Array;
  /**
   * The answer where more is known of the land cells than the photo has told.
   *
   * @param land probability of each land cell; sums to 1
   */
  answerGiven(question: Question, vector: Float32Array, land: Float32Array): Promise<Answered>;
}

/**
 * The work done where it is asked for.
 *
 * @param finest H3 resolution that nothing in an answer may be finer than, 0 to 9
 */
export function createAnswerWork(engine: Engine, finest: number, takeTurn: TakeTurn): AnswerWork {
  const { geography, gallery, manifest } = engine;
  return {
    ask(options) {
      checkRanking(options, manifest);
      return { options, hints: hintEvidence(options.within, options.exclude, geography) };
    },
    async answer(question, told, onStage) {
      const { options } = question;
      await takeTurn();
      const belief =
        gallery && options.ranking === "gallery"
          ? await beliefOverGallery(engine, gallery, told.vector, options.topK, finest)
          : await beliefOverCells(engine, told, question, finest, takeTurn);
      onStage?.("rank");
      const answered = await worded(belief, question);
      onStage?.("answer");
      return answered;
    },
    believe({ options }, { likelihoods }) {
      const { cells } = geography;
      const prior = engine.prior(options.prior);
      return Float32Array.from(posteriorOf(cells, prior, likelihoods, engine.doubt).probability);
    },
    async answerGiven(question, vector, land) {
      await takeTurn();
      const { cells } = geography;
      const posterior = { cells, probability: Float64Array.from(land), fine: [] };
      return worded(
        await beliefGiven(engine, vector, posterior, question, finest, takeTurn),
        question,
      );
    },
  };

  async function worded(belief: Belief, { options, hints }: Question): Promise<Answered> {
    const answer = await inTurns(answerSteps(belief, geography, options, finest), takeTurn);
    const { shown, ranking, points, evidence, unhinted } = belief;
    const allowed = hints && massAllowed(unhinted, hints);
    const document = {
      ...answer,
      ...(allowed !== null && {
        withoutHints: {
          places: placesShown(unhinted, unhinted, geography, options.topK, finest).best,
          hintsProbability: allowed,
        },
      }),
      ...(points && { points: [...points] }),
      ...(evidence && { evidence: [...evidence] }),
      ...(options.changes !== null && {
        changes: changesUnder(belief, hints, Math.min(options.changes, finest)),
      }),
      warnings: [
        ...wideAreaWarnings([...options.within, ...options.exclude]),
        ...hintWarnings(allowed),
      ],
    };
    const pictureAlone = () => {
      if (!hints) return { posterior: shown, ranking };
      const isCapped = finest < geography.cells.resolution;
      const posterior = isCapped ? coarsen(unhinted, finest) : unhinted;
      return { posterior, ranking: rankByDensity(posterior) };
    };
    return { document, shown, ranking, pictureAlone };
  }
}

/** Hints are known before the photo, so they are on both sides. */
function changesUnder(
  { land, prior }: Pick<Belief, "land" | "prior">,
  hints: Question["hints"],
  resolution: number,
): Changes {
  const before = hints ? reweighed({ ...land, probability: prior }, hints.log) : null;
  return changesOf(land.cells, before?.probability ?? prior, land.probability, resolution);
}
