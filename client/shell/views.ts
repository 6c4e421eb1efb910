import { signal } from "@preact/signals";

export type ViewName = "locate" | "evaluate" | "play";

interface View {
  readonly name: ViewName;
  readonly title: string;
}

/** The views that exist, as the header lists them. The first is where one arrives. */
export const VIEWS: readonly View[] = [
  { name: "locate", title: "Locate" },
  { name: "evaluate", title: "Evaluate" },
  { name: "play", title: "Play" },
];

/** The view on the page. Its name stands in the address, so that it can be linked to and left by going back. */
export const view = signal<ViewName>(viewOf(location.hash) ?? VIEWS[0]!.name);

/** Follows the address: `#evaluate` and `#evaluate-accuracy` are the view and a part of it; other parts change nothing. */
export function keepView(): void {
  addEventListener("hashchange", () => {
    view.value = viewOf(location.hash) ?? view.value;
  });
}

function viewOf(hash: string): ViewName | null {
  const named = /^#([a-z]+)/.exec(hash)?.[1];
  return VIEWS.find(({ name }) => name === named)?.name ?? null;
}
