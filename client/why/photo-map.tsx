import { useRef } from "preact/hooks";
import type { Explanation } from "../../core/contracts/explanation.ts";
import { onPhoto, pointed } from "./store.ts";
import { effect, patchWords, whereabouts } from "./words.ts";

/** The map of parts on the photo: buttons that keys and pointers walk on. Lies over a photo that is fitted into its frame. */
export function PhotoMap() {
  const explanation = onPhoto.value;
  return explanation && <Grid explanation={explanation} />;
}

function Grid({ explanation }: { explanation: Explanation }) {
  const { image, seen, grid, patches, place } = explanation;
  const element = useRef<HTMLUListElement>(null);
  const strongest = Math.max(...patches.map(({ change }) => Math.abs(change)), 1e-3);
  const current = pointed.value;

  function walk(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns }[
      event.key
    ];
    if (by === undefined) return;
    const at = current ?? 0;
    const isAcross = Math.abs(by) === 1;
    const next = at + by;
    const staysInRow =
      Math.floor(next / grid.columns) === Math.floor(at / grid.columns) || !isAcross;
    event.preventDefault();
    event.stopPropagation();
    if (next < 0 || next >= patches.length || !staysInRow) return;
    element.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
  }

  return (
    <>
      <div
        class="photo-map"
        style={{ "--ratio": image.width / image.height }}
        onPointerLeave={() => {
          pointed.value = null;
        }}
      >
        <ul
          class="photo-map__seen"
          ref={element}
          aria-label={`Parts of the photo, and what covering each does to ${place.name}. Arrow keys walk.`}
          style={{
            left: percent(seen.left),
            top: percent(seen.top),
            width: percent(seen.width),
            height: percent(seen.height),
            gridTemplateColumns: `repeat(${grid.columns}, 1fr)`,
          }}
          onKeyDown={walk}
        >
          {patches.map(({ left, top, change }, i) => (
            <li key={`${left} ${top}`} class="photo-map__cell">
              <button
                type="button"
                class="photo-map__patch"
                tabIndex={i === (current ?? 0) ? 0 : -1}
                aria-label={patchWords(explanation, i)}
                data-kind={change < 0 ? "for" : "against"}
                data-pointed={i === current}
                style={{ "--strength": strengthOf(change, strongest) }}
                onFocus={() => {
                  pointed.value = i;
                }}
                onPointerEnter={() => {
                  pointed.value = i;
                }}
              />
            </li>
          ))}
        </ul>
      </div>
      {current !== null && patches[current] && (
        <p class="photo-map__words" aria-hidden="true">
          {whereabouts(patches[current], explanation)}: {place.name} {effect(patches[current])}
        </p>
      )}
    </>
  );
}

/** How strongly a patch is coloured, 0 to 1: weaker ones are still seen beside the strongest. */
function strengthOf(change: number, strongest: number): string {
  return ((Math.abs(change) / strongest) ** 0.8).toFixed(3);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(4)}%`;
}
