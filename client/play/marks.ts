import { type Position, wrapLng } from "../../core/earth/lng-lat.ts";
import type { Reveal } from "../../core/game/api.ts";
import type { Mark } from "../map/overlay.ts";

/**
 * The marks of a round: named while it is the only one, else the place alone, by its number in the table.
 *
 * @param step how far the reveal has come
 * @param n the round's number; null while it is the only one
 */
export function marksOf(reveal: Reveal, step: number, n: number | null): Mark[] {
  const { truth, you, model, others } = reveal;
  const sideOf = (at: Position, other: Position) =>
    wrapLng(at.lng - other.lng) < 0 ? "west" : "east";
  // The two names turn away from each other; one that stands alone, from the place.
  const rival = (step >= 3 && model?.at) || truth;
  const label = (text: string) => (n === null ? text : null);
  return [
    ...others.flatMap(({ at, name }): Mark[] =>
      at && step >= 3
        ? [{ kind: "other", at, label: label(name ?? "A player"), side: sideOf(at, truth) }]
        : [],
    ),
    ...(model?.at && step >= 3
      ? [
          {
            kind: "model",
            at: model.at,
            label: label("Model"),
            side: sideOf(model.at, you.at ?? truth),
          } as const,
        ]
      : []),
    ...(you.at
      ? [{ kind: "you", at: you.at, label: label("You"), side: sideOf(you.at, rival) } as const]
      : []),
    { kind: "truth", at: truth, label: label("Taken here") ?? `${n}`, side: "below" },
  ];
}
