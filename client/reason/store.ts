import { computed, effect, signal } from "@preact/signals";
import { toQuery } from "../ask/question.ts";
import type { Photo } from "../ask/state.ts";
import { photo, showAnswer } from "../ask/store.ts";
import { reasonService } from "../service/reason.ts";
import { type Asking, type AskingNews, IDLE, reduceAsking } from "./state.ts";

// A multimodal model asked about the selected photo; one at a time. The answer takes the place of the one without it.

const current = signal<{ readonly key: string; readonly asking: Asking } | null>(null);

let leave = new AbortController();

/** Where the asking about the selected photo stands. */
export const asking = computed((): Asking => {
  const key = keyOf(photo.value);
  return key !== null && current.value?.key === key ? current.value.asking : IDLE;
});

/** Names the receiver, before a photo leaves this machine: each time anew. */
export function askConsent(): void {
  tell(keyOf(photo.value), { type: "consenting" });
}

/** Sends the selected photo to the service, and from there to the model. */
export function askModel(): void {
  const asked = photo.value;
  const key = keyOf(asked);
  if (!asked || key === null) return;
  leave.abort();
  const controller = new AbortController();
  leave = controller;
  const query = toQuery(asked.question);
  tell(key, { type: "asked" });
  void reasonService(asked.file, query, "cot", controller.signal, (news) => {
    if (news.type !== "reasoned") return tell(key, news);
    showAnswer(asked.id, query, news.prediction);
    tell(key, { type: "ended" });
  });
}

/** Ends what is under way: the model's server is told at once. */
export function stopAsking(): void {
  leave.abort();
  if (current.value) tell(current.value.key, { type: "cancelled" });
}

/** Whoever looks at another photo, or asks otherwise, no longer waits. Ends when the answer is called. */
export function followSelection(): () => void {
  return effect(() => {
    const key = keyOf(photo.value);
    if (current.peek() !== null && current.peek()?.key !== key) {
      leave.abort();
      current.value = null;
    }
  });
}

function tell(key: string | null, news: AskingNews): void {
  if (key === null) return;
  const before = current.value?.key === key ? current.value.asking : IDLE;
  current.value = { key, asking: reduceAsking(before, news) };
}

function keyOf(asked: Photo | null): string | null {
  return asked?.shown ? `${asked.id} ${toQuery(asked.question)}` : null;
}
