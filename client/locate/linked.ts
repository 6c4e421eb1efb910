import { signal } from "@preact/signals";
import { type LinkedView, readLink, writeLink } from "../ask/link.ts";
import { commonQuestion, isOverview, photo } from "../ask/store.ts";
import { mass } from "./display.ts";

/** Where a link wants the map to look; the first answer leaves it there. */
export const linkedView = signal<LinkedView | null>(null);
/** What of a link was not understood. */
export const linkFault = signal("");
/** Reads where the map looks; null while there is no map. */
export const readMapView = signal<(() => LinkedView) | null>(null);

/** Follows a link that carries a question or a view, now and when the address changes. */
export function followLinks(): () => void {
  const follow = () => {
    linkFault.value = "";
    try {
      const linked = readLink(location.hash);
      if (!linked) return;
      commonQuestion.value = linked.question;
      if (linked.mass !== null) mass.value = linked.mass;
      linkedView.value = linked.view;
    } catch (error) {
      linkFault.value = `The link could not be followed: ${(error as Error).message}.`;
    }
  };
  follow();
  addEventListener("hashchange", follow);
  return () => removeEventListener("hashchange", follow);
}

/** The address of the question and view that are on the page; the photo is not in it. */
export function linkToThis(): string {
  const asked = isOverview.value ? null : photo.value?.question;
  const question = asked ?? commonQuestion.value;
  const view = readMapView.value?.() ?? null;
  const link = writeLink({ question, mass: mass.value, view });
  return new URL(link, location.href).href;
}
