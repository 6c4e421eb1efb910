import type { Exif } from "../../core/contracts/prediction.ts";

/**
 * When photos were taken by what their files say, hours since 1970 UTC; null where they say no time. A camera that names no zone
 * counts as in that of the photo nearest in local time which does, and as at UTC where none does.
 */
export function exifHours(exifs: readonly (Exif | null)[]): (number | null)[] {
  const local = exifs.map((exif) =>
    exif?.takenAt ? Date.parse(`${exif.takenAt}Z`) / 3_600_000 : null,
  );
  const zoned = exifs.flatMap((exif, i) => {
    const offset = offsetHours(exif);
    return offset === null || local[i] === null ? [] : [{ at: local[i]!, offset }];
  });
  return local.map((at, i) => {
    if (at === null) return null;
    const own = offsetHours(exifs[i]!);
    if (own !== null || zoned.length === 0) return at - (own ?? 0);
    const far = (one: { readonly at: number }) => Math.abs(one.at - at);
    return at - zoned.reduce((best, one) => (far(one) < far(best) ? one : best)).offset;
  });
}

function offsetHours(exif: Exif | null): number | null {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(exif?.utcOffset ?? "");
  if (!match) return null;
  const [, sign, hours, minutes] = match;
  return (sign === "-" ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
}
