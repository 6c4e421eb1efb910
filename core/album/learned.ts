import type { SolvedAlbum } from "./album.ts";
import { type Asked, ask } from "./asked.ts";
import type { Progress } from "./chain.ts";
import { levelsOf, type Member, memberOf } from "./member.ts";
import type { AlbumOrder, AlbumPhoto } from "./photo.ts";
import type { World } from "./world.ts";

// Albums by a bundle's learned model of sequences: it says what is believed of a photo of a trip; whether the photos are of one trip
// at all is asked of their pairs, as it is for the hidden Markov model.

export interface Pictured extends Pick<Asked, "sequence" | "belonging" | "clocks"> {
  readonly members: readonly Member[];
  /** Of the sequence, by the album's one clock: hours since its first photo; null where not known. */
  readonly hours: readonly (number | null)[];
}

/**
 * Whether pictures are of one trip, and their order. Pauses often, each time telling how much is done.
 *
 * @param photos none of them with a known place; their beliefs are taken over
 */
export function* comparePictures(
  world: World,
  photos: readonly AlbumPhoto[],
  order: AlbumOrder,
): Generator<Progress, Pictured> {
  const levels = levelsOf(world);
  const members: Member[] = [];
  for (const photo of photos) {
    members.push(memberOf(world, levels, photo, members));
    yield members.length / photos.length;
  }
  const { sequence, belonging, clocks, opinions } = yield* ask(world, levels, members, order);
  const hours: (number | null)[] = [];
  for (const [t, { gapHours }] of opinions.entries()) {
    const before = hours[t - 1] ?? null;
    if (t === 0) hours.push(startOf(members[sequence[0]!]!.photo, order));
    else hours.push(before === null || gapHours === null ? null : before + gapHours);
  }
  return { members, sequence, belonging, clocks, hours };
}

function startOf({ hours }: AlbumPhoto, order: AlbumOrder): number | null {
  return order === "none" || (order === "time" && hours === null) ? null : 0;
}

/**
 * The answer of pictures that were compared, written over their beliefs. What the others say of each is how much better one of them
 * foretells it than the prior does, on average.
 *
 * @param joint what a learned model believes of the photos of the sequence, in its order, each being of the trip; sums to 1
 */
export async function answerPictures(
  { prior }: World,
  { members, sequence, belonging, clocks }: Pictured,
  joint: AsyncIterable<Float32Array>,
): Promise<Pick<SolvedAlbum, "photos" | "sequence" | "path" | "belongs" | "clocks">> {
  const path: number[] = [];
  for await (const learned of joint) {
    const i = sequence[path.length]!;
    const belief = members[i]!.logs;
    const belongs = belonging.photos[i]!;
    let likeliest = 0;
    for (let row = 0; row < belief.length; row++) {
      const own = prior[row]! * Math.exp(belief[row]!);
      belief[row] = belongs * learned[row]! + (1 - belongs) * own;
      if (belief[row]! > belief[likeliest]!) likeliest = row;
    }
    path.push(likeliest);
  }
  const photos = members.map(({ logs: belief }, i) => ({
    ...{ belief, belongs: belonging.photos[i]!, bits: bitsOf(members, i) },
  }));
  return { photos, sequence, path, belongs: belonging.album, clocks };
}

function bitsOf(members: readonly Member[], i: number): number {
  const nats = members.reduce((sum, { agreements }, k) => {
    return sum + (k > i ? agreements[i]! : k < i ? members[i]!.agreements[k]! : 0);
  }, 0);
  return nats / Math.max(1, members.length - 1) / Math.LN2;
}
