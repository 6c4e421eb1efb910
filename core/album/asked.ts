import type { Own } from "./believed.ts";
import { type Belonging, belongingOf } from "./belonging.ts";
import type { Progress } from "./chain.ts";
import { type Clock, setClocks } from "./clocks.ts";
import { type Opinion, told } from "./foretelling.ts";
import type { Levels, Member } from "./member.ts";
import type { AlbumOrder, AlbumPhoto } from "./photo.ts";
import { type Exponents, exponents, type Sameness, samenessOf, type Timed } from "./sharing.ts";
import type { World } from "./world.ts";

/** What the chain is asked: the photos from first to last, each with how much it counts. */
export interface Asked {
  /** The photos from first to last, by their number. */
  readonly sequence: readonly number[];
  readonly opinions: readonly Opinion[];
  readonly owns: readonly Own[];
  readonly belonging: Belonging;
  readonly clocks: readonly Clock[];
  /** Whether files or a track say where some of them were taken. */
  readonly hasPlaces: boolean;
}

/** Hours between photos of which only the order is known. */
const USUAL_GAP_HOURS = 6;
/** Probability that a photo was taken where the track was at its time, before the picture is asked. An assumption. */
const PLACED_BELONGS = 0.98;

/** Sets the clocks, sorts the photos, and finds out how far each counts. */
export function* ask(
  world: World,
  { region }: Levels,
  members: readonly Member[],
  order: AlbumOrder,
): Generator<Progress, Asked> {
  const placings = members.map(({ photo }) => photo.placing?.(0) ?? null);
  const hasPlaces = members.some(({ photo }, i) => photo.isAnchor || placings[i] !== null);
  const read = members.map(({ photo: { hours }, information }) => ({ hours, information }));
  const same = yield* told(sameness(members, read), 0);
  const belonging = yield* told(belongingOf(members, same, hasPlaces), 0);
  const powersBefore = powersOf(members, same);
  yield 0;
  const belongsOf = (i: number) => (placings[i] ? PLACED_BELONGS : belonging.photos[i]!);
  const clocks =
    order === "time"
      ? yield* setClocks(
          world,
          members.map(({ photo: { hours, isAnchor, camera = null }, logs, blocks }, i) => ({
            ...{ hours, camera, isAnchor, blocks, logs },
            ...{ power: powersBefore[i]!.own, belongs: belongsOf(i) },
          })),
        )
      : [];
  const set = members.map((member) => setBy(clocks, member));
  const isSame = clocks.every(({ offsetHours }) => offsetHours === 0);
  const powers = isSame ? powersBefore : powersOf(members, yield* told(sameness(members, set), 0));
  for (const [i, { photo }] of members.entries()) {
    const offset = offsetOf(clocks, photo);
    if (offset !== 0) placings[i] = photo.placing?.(offset) ?? null;
  }
  const sequence = sequenceOf(set, order);
  const opinions = sequence.map(
    (i, t): Opinion => ({
      logs: members[i]!.logs,
      power: powers[i]!.shared,
      gapHours: gapBefore(set, sequence, t, order),
      belongs: belongsOf(i),
      placing: placings[i]!,
    }),
  );
  const owns = sequence.map((i): Own => {
    return { parts: members[i]!.parts, powers: powers[i]!, region };
  });
  return { sequence, opinions, owns, belonging, clocks, hasPlaces };
}

/** Positions of files err each on its own. */
function* sameness(members: readonly Member[], timed: readonly Timed[]): Generator<void, Sameness> {
  const same = yield* samenessOf(
    timed,
    members.map(({ copies }) => copies),
  );
  for (const [i, { photo }] of members.entries()) {
    if (!photo.isAnchor) continue;
    for (const [k, others] of same.entries()) others[i] = same[i]![k] = 0;
  }
  return same;
}

function offsetOf(clocks: readonly Clock[], { camera }: AlbumPhoto): number {
  return clocks.find((clock) => clock.camera === camera)?.offsetHours ?? 0;
}

/** By the album's one clock. */
interface Witness extends Timed, Pick<Member, "information"> {}

function setBy(clocks: readonly Clock[], { photo, information }: Member): Witness {
  const { hours } = photo;
  return { information, hours: hours === null ? null : hours + offsetOf(clocks, photo) };
}

function powersOf(members: readonly Member[], same: Sameness): Exponents[] {
  const pictures = Array.from(members.keys()).filter((i) => !members[i]!.photo.isAnchor);
  const shared = exponents(
    pictures.map((i) => members[i]!),
    pictures.map((i) => same[i]!.filter((_, k) => !members[k]!.photo.isAnchor)),
  );
  let next = 0;
  return members.map(({ photo: { isAnchor } }) =>
    isAnchor ? { own: 1, shared: 1 } : shared[next++]!,
  );
}

/** First to last; photos of one moment by what they tell, so that a reversed album has the same order reversed. */
function sequenceOf(witnesses: readonly Witness[], order: AlbumOrder): number[] {
  const numbers = Array.from(witnesses.keys());
  if (order !== "time") return numbers;
  return numbers.sort((a, b) => {
    const [before, after] = [witnesses[a]!.hours, witnesses[b]!.hours];
    if (before === null || after === null) return Number(before === null) - Number(after === null);
    return before - after || witnesses[a]!.information - witnesses[b]!.information;
  });
}

function gapBefore(
  photos: readonly Timed[],
  sequence: readonly number[],
  t: number,
  order: AlbumOrder,
): number | null {
  if (t === 0 || order === "none") return null;
  if (order === "given") return USUAL_GAP_HOURS;
  const [before, after] = [photos[sequence[t - 1]!]!.hours, photos[sequence[t]!]!.hours];
  return before === null || after === null ? null : after - before;
}
