import { computed, effect, signal } from "@preact/signals";
import type { HoldingPlace, Place, Prediction } from "../../core/contracts/prediction.ts";
import { namedPlace } from "../../core/formats/headline.ts";
import { type Question, toQuery } from "../ask/question.ts";
import type { Photo, PhotoId } from "../ask/state.ts";
import { photo } from "../ask/store.ts";
import { explainService } from "../service/explain.ts";
import { IDLE, reduceWhy, type Why, type WhyNews } from "./state.ts";

// Why the selected photo's answer is what it is. One explanation is made at a time; those made are kept.

/** After this long a person wants to know that nothing is broken. */
const SLOW_MS = 5000;
/** Explanations that are kept: some kilobytes each. */
const MOST_KEPT = 50;

/** The place that is to be explained, where it is not the one that the headline names. */
const chosen = signal<{ readonly photo: PhotoId; readonly place: string } | null>(null);
const asked = signal<{ readonly key: string; readonly why: Why } | null>(null);
const kept = signal<ReadonlyMap<string, Why>>(new Map());
/** Whether the map of parts lies on the photo, once there is one. */
export const isOnPhoto = signal(true);
/** The patch under the pointer or in focus, by its number. */
export const pointed = signal<number | null>(null);

let leave = new AbortController();

/** The place to explain: the one that was chosen for this photo, else the one that the headline names. */
export function placeOf({ id }: Photo, prediction: Prediction): HoldingPlace | null {
  const own = chosen.value?.photo === id ? chosen.value.place : null;
  const places = placesToExplain(prediction);
  return places.find((place) => nameOf(place) === own) ?? places[0] ?? null;
}

/** The place that the headline names, then the others of the answer; each once. */
export function placesToExplain(
  prediction: Pick<Prediction, "best" | "places">,
): readonly HoldingPlace[] {
  const named = namedPlace(prediction);
  const others = prediction.places.filter((place) => !named || nameOf(place) !== nameOf(named));
  return named ? [named, ...others] : others;
}

/** A place as the service knows it: `country:SE`. */
export function nameOf({ level, id }: Pick<Place, "level" | "id">): string {
  return `${level}:${id}`;
}

export function choosePlace({ id }: Photo, place: string): void {
  chosen.value = { photo: id, place };
}

/** Why the selected photo's answer names the place. */
export const why = computed((): Why => {
  const key = keyOf(photo.value);
  if (key === null) return IDLE;
  return asked.value?.key === key ? asked.value.why : (kept.value.get(key) ?? IDLE);
});

/** What lies on the selected photo. */
export const onPhoto = computed(() =>
  isOnPhoto.value && why.value.status === "explained" ? why.value.explanation : null,
);

/** Asks why. The photo is sent again, for the service keeps none. */
export function explain(): void {
  const current = photo.value;
  const key = keyOf(current);
  const place = current?.shown && placeOf(current, current.shown);
  if (!current || key === null || !place) return;
  stop();
  const controller = new AbortController();
  leave = controller;
  isOnPhoto.value = true;
  const tell = (news: WhyNews) => {
    const before = asked.value?.key === key ? asked.value.why : IDLE;
    const after = reduceWhy(before, news);
    asked.value = { key, why: after };
    if (after.status === "explained") keep(key, after);
  };
  tell({ type: "asked" });
  const timer = setTimeout(() => tell({ type: "slow" }), SLOW_MS);
  const query = queryOf(current.question, nameOf(place));
  void explainService(current.file, query, controller.signal, tell).finally(() =>
    clearTimeout(timer),
  );
}

/** Stops what is under way; the service is free at once. */
export function stop(): void {
  leave.abort();
  const current = asked.value;
  if (current) asked.value = { ...current, why: reduceWhy(current.why, { type: "cancelled" }) };
}

/** Whoever looks at another photo, or asks otherwise, no longer waits. Ends when the answer is called. */
export function followPhoto(): () => void {
  return effect(() => {
    const key = keyOf(photo.value);
    if (asked.peek()?.key !== key) stop();
    pointed.value = null;
  });
}

function keyOf(current: Photo | null): string | null {
  const place = current?.shown && placeOf(current, current.shown);
  return current && place
    ? [current.id, nameOf(place), toQuery(current.question), current.shown?.model.version].join(" ")
    : null;
}

/** What only a list of places or cells needs. */
const ANSWER_ONLY = ["top_k", "regions", "geometry", "max_cells", "changes"];

/** The question about a place as the service's query string. */
export function queryOf(question: Question, place: string): string {
  const query = new URLSearchParams(toQuery(question));
  for (const name of ANSWER_ONLY) query.delete(name);
  query.set("place", place);
  return query.toString();
}

function keep(key: string, explained: Why): void {
  const entries = [...kept.value, [key, explained] as const].slice(-MOST_KEPT);
  kept.value = new Map(entries);
}
