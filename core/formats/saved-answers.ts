import { inSecondVersion } from "./first-version.ts";

/** What a file of saved answers says of itself. */
const FORMAT = "graticule answers";
const VERSION = 1;

/** An answer out of a file; whether its document is an answer that can be read is for the reader to check. */
export interface SavedAnswer {
  /** The photo's name. */
  readonly file: string;
  /** A prediction document, as far as one can tell. */
  readonly document: unknown;
  /** A small picture as a `data:` address. */
  readonly thumbnail: string | null;
}

/** Text pieces for answers that come one after another; joined they are a file that `readSavedAnswers` reads. */
export function savedAnswersWriter(savedAt: Date) {
  const head = JSON.stringify({ format: FORMAT, version: VERSION, savedAt: savedAt.toISOString() });
  let opening = `${head.slice(0, -1)},"answers":[`;
  return {
    add({ file, document, thumbnail }: SavedAnswer): string {
      const text = `${opening}${JSON.stringify({ file, prediction: document, thumbnail })}`;
      opening = ",\n";
      return text;
    },
    end: (): string => `${opening.startsWith("{") ? opening : ""}]}\n`,
  };
}

/**
 * The answers in the text of a file: what `savedAnswersWriter` wrote, a prediction document, or documents line by line as the
 * command line writes them.
 *
 * @param name of the file, for a document that does not name its photo
 * @throws Error that says what came and what was wanted
 */
export function readSavedAnswers(text: string, name: string): SavedAnswer[] {
  const whole = parse(text);
  if (whole !== undefined) return answersIn(whole, name);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const documents = lines.map(parse);
  const bad = documents.indexOf(undefined);
  if (lines.length < 2 || bad === 0) {
    throw new Error(`The file is no JSON, or was cut off; wanted is ${WANTED}.`);
  }
  if (bad > 0) {
    throw new Error(
      `Line ${bad + 1} of ${lines.length} is no JSON, or was cut off; the others were not opened either.`,
    );
  }
  return documents.flatMap((document) => answersIn(document, name));
}

const WANTED = "the .json of an answer that was saved here, or what `graticule predict` writes";

function answersIn(document: unknown, name: string): SavedAnswer[] {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new Error(`The file holds ${kindOf(document)}; wanted is ${WANTED}.`);
  }
  const { format, version, answers, type, file, thumbnail, best, model, ...rest } =
    document as Record<string, unknown>;
  if (format === FORMAT) {
    if (version !== VERSION) {
      throw new Error(
        `The file has version ${JSON.stringify(version)} of saved answers; this page reads version ${VERSION}. Open it with the version that saved it.`,
      );
    }
    if (!Array.isArray(answers)) throw new Error("The file holds no list of answers.");
    return answers.map((answer: unknown) => answerOf(answer, name));
  }
  if (type === "FeatureCollection" || type === "Feature") {
    throw new Error(`The file is GeoJSON, which is for other programs; wanted is ${WANTED}.`);
  }
  if (best === undefined || model === undefined) {
    const keys = Object.keys(document).slice(0, 5).join(", ");
    throw new Error(
      `The file holds an object with ${keys || "nothing in it"}; wanted is ${WANTED}.`,
    );
  }
  return [
    {
      file: nameOf(file, name),
      document: inSecondVersion({
        ...(version !== undefined && { version }),
        best,
        model,
        ...rest,
      }),
      thumbnail: pictureOf(thumbnail),
    },
  ];
}

function answerOf(answer: unknown, name: string): SavedAnswer {
  const { file, prediction, thumbnail } = Object(answer) as Record<string, unknown>;
  return {
    file: nameOf(file, name),
    document: inSecondVersion(prediction),
    thumbnail: pictureOf(thumbnail),
  };
}

function nameOf(file: unknown, name: string): string {
  return typeof file === "string" && file !== "" ? file : name;
}

/** Nothing but a picture that is in the file itself: an address would be fetched. */
function pictureOf(thumbnail: unknown): string | null {
  const isPicture =
    typeof thumbnail === "string" &&
    /^data:image\/(jpeg|png|webp);base64,[\w+/=]*$/.test(thumbnail);
  return isPicture ? thumbnail : null;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return value === null ? "nothing" : `a ${typeof value}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
