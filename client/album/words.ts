import type { AlbumShare } from "../../core/contracts/prediction.ts";
import type { Photo } from "../ask/state.ts";
import { formatProbability } from "../words/numbers.ts";
import type { Solved, Stage } from "./state.ts";
import { BELONGS } from "./state.ts";

/** What the photos add up to, in a sentence. */
export function albumInWords({ about, way, strays }: Solved): string {
  const share = formatProbability(about.belongs);
  if (about.belongs < BELONGS) {
    return `These photos do not seem to belong together (${share} that they do): each keeps its own answer, or nearly.`;
  }
  const all = way.length + strays.length;
  const who = strays.length > 0 ? `${way.length} of ${all} photos` : `The ${all} photos`;
  return `${who} belong together, ${share} sure.`;
}

/** So many times likelier is more than a model can know. */
const MOST_TIMES = 1000;
/** Bits that are next to nothing. */
const NOTHING = 0.5;

/** What the other photos say of this one's place. */
export function contribution({ bits, belongs }: Pick<AlbumShare, "bits" | "belongs">): string {
  if (belongs < BELONGS) {
    return `Does not belong (${formatProbability(belongs)} that it does): it keeps its own answer.`;
  }
  if (Math.abs(bits) < NOTHING) return "The other photos say next to nothing of its place.";
  const times = timesOf(Math.abs(bits));
  return bits > 0
    ? `The other photos make its place ${times} times likelier.`
    : `The other photos speak against its place: they make it ${times} times less likely.`;
}

function timesOf(bits: number): string {
  const times = 2 ** bits;
  if (times >= MOST_TIMES) return "more than 1,000";
  return times < 10 ? times.toFixed(1) : String(Number(times.toPrecision(2)));
}

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d)/;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The camera's local time, as it stands in the file: "1 May 2026, 10:00". */
export function timeInWords(time: string | null): string {
  const [, year, month, day, clock] = (time && LOCAL.exec(time)) || [];
  if (!clock) return "No time known";
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}, ${clock}`;
}

/** How many of the photos have no time, where some have; null where there is nothing to say. */
export function timelessInWords(photos: readonly Photo[]): string | null {
  const timeless = photos.filter(({ summary }) => !summary?.takenAt).length;
  if (timeless === 0) return null;
  if (timeless === photos.length) return "None of the photos tells when it was taken.";
  return `${timeless} of ${photos.length} photos ${timeless === 1 ? "does" : "do"} not tell when ${timeless === 1 ? "it was" : "they were"} taken.`;
}

const STAGES: Readonly<Record<Stage, string>> = {
  looks: "Reading what each photo tells",
  photos: "Waiting for the server's turn",
  album: "Solving them together",
  answers: "Writing their answers",
};

/** How far the solving is. */
export function stageInWords(stage: Stage, done: number, total: number): string {
  return total > 0 ? `${STAGES[stage]}, ${done} of ${total}` : STAGES[stage];
}
