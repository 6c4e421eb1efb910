import { signal } from "@preact/signals";

/** A view as the header and the address know it. */
export interface ViewName {
  /** Stands in the address, so that a view can be linked to and left by going back: small letters. */
  readonly name: string;
  readonly title: string;
}

/** The name of the view on the page. */
export const view = signal("");

/**
 * Follows the address: `#evaluate` and `#evaluate-accuracy` are the view and a part of it; other parts change nothing.
 *
 * @param views those that exist; the first is where one arrives
 */
export function keepView(views: readonly ViewName[]): void {
  const named = () => {
    const [, word] = /^#([a-z]+)/.exec(location.hash) ?? [];
    return views.find(({ name }) => name === word)?.name;
  };
  view.value = named() ?? views[0]?.name ?? "";
  addEventListener("hashchange", () => {
    view.value = named() ?? view.value;
  });
}
