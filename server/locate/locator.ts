import type { ModelSummary } from "../../core/contracts/api.ts";
import type { ImageSpec } from "../../core/contracts/bundle.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { ExplanationOptions } from "../../core/contracts/explanation-options.ts";
import { DEFAULT_OPTIONS, type PredictionOptions } from "../../core/contracts/options.ts";
import type { Neighbours, Prediction } from "../../core/contracts/prediction.ts";
import type { PriorName } from "../../core/contracts/priors.ts";
import { cellAt, cellCentre } from "../../core/earth/cells.ts";
import { type LngLat, type Position, toPosition } from "../../core/earth/lng-lat.ts";
import { namedPlace } from "../../core/formats/headline.ts";
import { isLevelShown } from "../../core/locate/answer.ts";
import { type Answered, createAnswerWork } from "../../core/locate/answer-work.ts";
import { attributeWords } from "../../core/locate/attributes.ts";
import { FINEST_REFINEMENT, type Question, type Told } from "../../core/locate/belief.ts";
import { createCoverable } from "../../core/locate/coverable.ts";
import type { EngineSequence } from "../../core/locate/engine.ts";
import { askAll } from "../../core/locate/evidence.ts";
import { filePositionOf } from "../../core/locate/file-position.ts";
import type { LookWorld } from "../../core/locate/kept-look.ts";
import type { Explain, Locate, LocateWatch } from "../../core/locate/locate.ts";
import { neighboursIn } from "../../core/locate/neighbours.ts";
import { occlusionOf } from "../../core/locate/occlusion.ts";
import { beliefsTogether, type SequencePhoto } from "../../core/locate/together.ts";
import type { TakeTurn } from "../../core/locate/turns.ts";
import { photoWarnings } from "../../core/locate/warnings.ts";
import { type Photo, type PhotoLimits, readPhoto } from "../photo/photo.ts";
import { toPixels, toTenCrops } from "../photo/pixels.ts";
import { type Stopwatch, startWatch } from "../process/stopwatch.ts";
import { createTurns } from "../process/turns.ts";
import type { Reasoner } from "../reason/reasoner.ts";
import { type EngineSettings, openEngine } from "./engine.ts";
import { openLook, sealLook } from "./look-text.ts";
import { createReason, type Seen } from "./reasoned.ts";

/** The whole service: photo bytes in, prediction document out. */
export interface Locator {
  readonly model: ModelSummary;
  /**
   * @throws GraticuleError for photos that cannot be read, hints that fit nothing, and "cancelled" once the signal
   * aborts
   */
  readonly locate: Locate;
  /**
   * A photo that is seen, its answer put off until others are seen too. Throws what `locate` throws. Keeps some kilobytes.
   *
   * @param options without hints; `ranking` is by cells
   */
  look(photo: Uint8Array, options: PredictionOptions, signal: AbortSignal): Promise<Look>;
  /**
   * The look of a photo that was seen before, from the `look` of its prediction.
   *
   * @param options as for `look`; the prior is that of the look
   * @throws GraticuleError "parameter_invalid" for looks that are damaged, or of another model
   */
  recall(text: string, options: PredictionOptions): Look;
  /** A learned model of photos of one trip; null where the bundle has none. */
  readonly sequence: LearnedSequence | null;
  /** A land cell's point as finely as places are told here. */
  shown(at: LngLat): Position;
  /** Why a place: an occlusion map, and words for what kind of place is believed in. Throws what `locate` throws. */
  readonly explain: Explain;
  close(): Promise<void>;
}

export interface LearnedSequence extends Pick<EngineSequence, "use"> {
  /** What is believed of photos of one trip, first to last: probability of each land cell. */
  beliefs(photos: readonly SequencePhoto[], prior: PriorName): AsyncGenerator<Float32Array, void>;
}

/** What a photo tells by itself. */
export interface Look {
  readonly vector: Float32Array;
  /** Probability of each land cell. */
  readonly belief: Float32Array;
  readonly prior: Float64Array;
  readonly priorName: PriorName;
  readonly exif: Prediction["image"]["exif"];
  /**
   * The prediction, given what is believed of the land cells by now.
   *
   * @param land sums to 1
   */
  answer(land: Float32Array, signal: AbortSignal): Promise<Prediction>;
}

/** Answers that compile the long loops. */
const REHEARSALS = 2;

export interface LocatorSettings extends EngineSettings {
  readonly limits: PhotoLimits;
  /** H3 resolution that nothing in an answer may be finer than, 0 to 9. */
  readonly finestResolution: number;
  /** Who may be asked about photos beside the bundle; left out, or null, for nobody. */
  readonly reasoner?: Reasoner | null;
  /**
   * Whether to make a few answers about no photo at all while opening, so that the first visitor finds compiled code and
   * known outlines: a first answer takes several times as long as the hundredth, and holds the event loop as long.
   */
  readonly rehearse?: boolean;
  /** Turns of the event loop, where others than this locator share it. */
  readonly takeTurn?: TakeTurn;
}

/** What an answer says of the photo itself. */
type About = Pick<Prediction, "image" | "warnings">;

/** Opens a bundle or an ensemble and puts the life of a photo (docs/architecture.md) around it. */
export async function openLocator(settings: LocatorSettings): Promise<Locator> {
  const engine = await openEngine(settings);
  const { geography, model, seer, evidence } = engine;
  const { image } = engine.manifest;
  const { limits, finestResolution, takeTurn = createTurns() } = settings;
  const work = createAnswerWork(engine, finestResolution, takeTurn);
  const lookWorld: LookWorld = {
    model: { name: model.name, version: model.version },
    dimension: engine.manifest.dimension,
    cells: geography.cells,
    prior: (name) => engine.prior(name).probability,
  };

  /** What a photo tells. What is returned holds none of its bytes: an album keeps it of all of its photos. */
  async function lookAt(
    bytes: Uint8Array,
    { crops }: PredictionOptions,
    signal: AbortSignal,
    lap: (stage: string) => void = () => {},
    keep?: (photo: Photo) => Promise<void>,
  ): Promise<{ readonly about: About; readonly told: Told }> {
    const photo = await readPhoto(bytes, limits);
    await keep?.(photo);
    const views =
      crops === 10
        ? await toTenCrops(photo, image, signal)
        : [await toPixels(photo, image, signal)];
    lap("decode");
    const query = { views, view: (spec: ImageSpec) => toPixels(photo, spec, signal) };
    const seen = await seer.see(query, signal);
    await takeTurn();
    const told = { vector: seen.vector, likelihoods: await askAll(evidence, seen) };
    lap("encode");
    const { width, height, sha256, exif } = photo;
    const warnings = [...photoWarnings(photo, image), ...photo.warnings];
    return { about: { image: { width, height, sha256, exif }, warnings }, told };
  }

  function predictionOf(
    about: About,
    { document, pictureAlone }: Answered,
    watch: Stopwatch,
  ): Prediction {
    const { exif } = about.image;
    const filePosition = filePositionOf(exif, document.best, pictureAlone, geography);
    const { version, ...answer } = document;
    return {
      version,
      model: { name: model.name, version: model.version },
      image: about.image,
      ...answer,
      ...(filePosition && { filePosition }),
      warnings: [...about.warnings, ...document.warnings],
      timingMs: watch.laps(),
    };
  }

  async function locate(
    bytes: Uint8Array,
    options: PredictionOptions,
    signal: AbortSignal,
    watch: LocateWatch = {},
  ): Promise<Prediction> {
    if (options.reason !== "off") return reason(bytes, options, signal, watch);
    return (await answer(bytes, options, startWatch(signal), signal, watch)).prediction;
  }

  async function answer(
    bytes: Uint8Array,
    options: PredictionOptions,
    watch: Stopwatch,
    signal: AbortSignal,
    { see }: LocateWatch,
    keep?: (photo: Photo) => Promise<void>,
  ): Promise<Seen> {
    const question = work.ask(options);
    if (options.look) checkLooks(finestResolution);
    if (options.neighbours > 0) await checkNeighbours();
    const { about, told } = await lookAt(bytes, options, signal, watch.lap, keep);
    const prediction = await predicted(question, about, told, watch, see);
    if (!options.look) return { question, about, told, prediction };
    await takeTurn();
    const belief = work.believe(question, told);
    await takeTurn();
    const { prior } = options;
    const kept = { ...about, model: prediction.model, prior, vector: told.vector, belief };
    const look = sealLook(kept, lookWorld);
    return { question, about, told, prediction: { ...prediction, look } };
  }

  /** The document of what a photo has told, with its neighbours where they are asked for. */
  async function predicted(
    question: Question,
    about: About,
    told: Told,
    watch: Stopwatch,
    see: LocateWatch["see"],
  ): Promise<Prediction> {
    const answered = await work.answer(question, told, watch.lap);
    see?.(answered.shown, answered.ranking);
    const { neighbours: most } = question.options;
    const neighbours =
      most > 0 ? await neighboursOf(told.vector, answered.document.best, most) : null;
    return { ...predictionOf(about, answered, watch), ...(neighbours && { neighbours }) };
  }

  const reason = createReason({
    ...{ reasoner: settings.reasoner ?? null, finest: finestResolution, geography, work },
    answer,
    async again({ question, about, told, prediction }, further, watch, { see }) {
      const likelihoods = [...told.likelihoods, ...further];
      return {
        ...(await predicted(question, about, { ...told, likelihoods }, watch, see)),
        ...(prediction.look && { look: prediction.look }),
      };
    },
  });

  /** Refused before a photo is looked at. */
  async function checkNeighbours(): Promise<void> {
    const isCapped = finestResolution < FINEST_REFINEMENT;
    if (!isCapped && (await engine.references())) return;
    const why = isCapped
      ? "caps the detail of its answers, and places of photos are none capped"
      : "has no reference index (GRATICULE_INDEX)";
    const detail = `neighbours: this service ${why}; expected 0`;
    throw new GraticuleError("parameter_invalid", detail, {
      faults: [{ pointer: "query/neighbours", detail }],
    });
  }

  async function neighboursOf(
    vector: Float32Array,
    best: Position,
    most: number,
  ): Promise<Neighbours | null> {
    const references = await engine.references();
    return references && neighboursIn(references, vector, best, most, takeTurn);
  }

  async function look(
    bytes: Uint8Array,
    options: PredictionOptions,
    signal: AbortSignal,
  ): Promise<Look> {
    const question = work.ask(options);
    const { about, told } = await lookAt(bytes, options, signal);
    return lookOf(about, told.vector, work.believe(question, told), question);
  }

  function recall(text: string, options: PredictionOptions): Look {
    const { vector, belief, prior, image, warnings } = openLook(text, lookWorld);
    return lookOf({ image, warnings }, vector, belief, work.ask({ ...options, prior }));
  }

  function lookOf(
    about: About,
    vector: Float32Array,
    belief: Float32Array,
    question: Question,
  ): Look {
    const { prior } = question.options;
    return {
      ...{ vector, belief },
      prior: engine.prior(prior).probability,
      priorName: prior,
      exif: about.image.exif,
      async answer(land, signalThen) {
        const watch = startWatch(signalThen);
        const answered = await work.answerGiven(question, vector, land);
        watch.lap("answer");
        return predictionOf(about, answered, watch);
      },
    };
  }

  const explain: Explain = async (bytes, options, signal, onProgress) => {
    const watch = startWatch(signal);
    const question = work.ask(options.question);
    checkLevel(options.place, finestResolution);
    const photo = await readPhoto(bytes, limits);
    const coverable = await createCoverable(photo, image, (spec) => toPixels(photo, spec, signal));
    watch.lap("decode");
    const choosePlace = async (told: Told) => {
      const { document } = await work.answer(
        { ...question, options: headlineOnly(question) },
        told,
      );
      return namedPlace(document);
    };
    const world = { engine, takeTurn, signal, choosePlace, ...(onProgress && { onProgress }) };
    const { land, ...occlusion } = await occlusionOf(coverable, question, options, world);
    watch.lap("occlusion");
    const readings = await engine.heads(coverable.cover([]).views[0]!);
    const attributes = attributeWords(land, readings, engine.manifest.worth);
    watch.lap("attributes");
    const { width, height, sha256 } = photo;
    return {
      model: { name: model.name, version: model.version },
      image: { width, height, sha256 },
      prior: options.question.prior,
      ...occlusion,
      attributes,
      warnings: photoWarnings(photo, image),
      timingMs: watch.laps(),
    };
  };

  function shown(at: LngLat): Position {
    const isCapped = finestResolution < geography.cells.resolution;
    return toPosition(isCapped ? cellCentre(cellAt(at, finestResolution)) : at);
  }

  async function rehearse(): Promise<void> {
    const vector = new Float32Array(engine.manifest.dimension);
    const log = new Float64Array(geography.cells.count);
    const told = { vector, likelihoods: [{ name: "photo", weight: 1, log }] };
    for (let time = 0; time < REHEARSALS; time++) {
      JSON.stringify((await work.answer(work.ask(DEFAULT_OPTIONS), told)).document);
    }
  }

  if (settings.rehearse) {
    // A convenience: a model whose rehearsal fails answers, or says why it does not, when it is asked.
    await rehearse().catch((error) => settings.log?.(`The rehearsal failed: ${String(error)}`));
  }
  const sequence = engine.sequence && {
    use: engine.sequence.use,
    beliefs: (photos: readonly SequencePhoto[], prior: PriorName) =>
      beliefsTogether(engine, photos, prior),
  };
  return { model, locate, look, recall, sequence, shown, explain, close: engine.close };
}

/** What is asked, but for all that a headline does not need. */
function headlineOnly({ options }: Question): PredictionOptions {
  return { ...options, regions: [], maxCells: 0, changes: null };
}

/** An operator who caps the detail does so for explanations too. */
function checkLevel(place: ExplanationOptions["place"], finest: number): void {
  if (!place || isLevelShown(place.level, finest)) return;
  const detail = `place: this service names no ${place.level}; ask for a country or a continent`;
  throw new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: "query/place", detail }],
  });
}

/** A look tells of places as finely as the model can: where the detail is capped there is none. */
function checkLooks(finest: number): void {
  if (finest >= FINEST_REFINEMENT) return;
  const detail =
    "look: this service caps the detail of its answers, and a look has none capped; expected off";
  throw new GraticuleError("parameter_invalid", detail, {
    faults: [{ pointer: "query/look", detail }],
  });
}
