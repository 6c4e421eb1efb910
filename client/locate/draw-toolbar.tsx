import { cancelDrawing, drawing, finishDrawing, undoCorner } from "./drawing.ts";

const ENOUGH = 3;

/** Over the map while an area is being drawn: what to do next, and the ways out. */
export function DrawToolbar() {
  const current = drawing.value;
  if (!current) return null;
  const count = current.corners.length;
  return (
    <section class="map__bar draw" aria-label="Draw an area">
      <p class="draw__words" role="status">
        {instruction(count)}
        {count >= ENOUGH && (
          <span class="draw__keys"> Enter uses the area, Backspace takes back a corner.</span>
        )}
      </p>
      <div class="buttons">
        <button
          type="button"
          class="button button--small"
          disabled={count === 0}
          onClick={undoCorner}
        >
          Undo
        </button>
        <button type="button" class="button button--small" onClick={cancelDrawing}>
          Stop
        </button>
        <button
          type="button"
          class="button button--small button--main"
          disabled={count < ENOUGH}
          onClick={finishDrawing}
        >
          Use area
        </button>
      </div>
    </section>
  );
}

function instruction(count: number): string {
  if (count === 0)
    return `${matchMedia("(pointer: coarse)").matches ? "Tap" : "Click"} the corners of the area on the map.`;
  const missing = ENOUGH - count;
  if (missing > 0) return `${missing} more ${missing === 1 ? "corner" : "corners"} at least.`;
  return `${count} corners.`;
}
