import Panzoom, { type PanzoomObject } from "@panzoom/panzoom";
import { useEffect, useRef, useState } from "preact/hooks";
import { FitIcon, FullScreenIcon, MinusIcon, PlusIcon } from "./icons.tsx";
import "./zoomable-photo.css";

/** More shows pixels and nothing new. */
const MOST_SCALE = 8;
/** What a double click goes to, and back from. */
const CLOSE_SCALE = 3;
/** Pixels that an arrow key moves the photo. */
const STEP_PX = 60;

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [STEP_PX, 0],
  ArrowRight: [-STEP_PX, 0],
  ArrowUp: [0, STEP_PX],
  ArrowDown: [0, -STEP_PX],
};

/**
 * A photo that fills its place and is looked at closely by wheel, pinch, drag, double click, buttons, and keys while it has the focus. A
 * new photo is whole again.
 */
export function ZoomablePhoto({ url, alt }: { readonly url: string; readonly alt: string }) {
  const frame = useRef<HTMLElement>(null);
  const image = useRef<HTMLImageElement>(null);
  const panzoom = useRef<PanzoomObject | null>(null);
  const [scale, setScale] = useState(1);

  useEffect(() => {
    const picture = image.current!;
    const stage = picture.parentElement!;
    const made = Panzoom(picture, {
      ...{ maxScale: MOST_SCALE, minScale: 1, contain: "outside", panOnlyWhenZoomed: true },
      // At once: where a photo may go is measured, and what moves measures wrong.
      ...{ animate: false, step: 0.6, cursor: "", canvas: true },
    });
    panzoom.current = made;
    setScale(1);
    const tell = () => setScale(made.getScale());
    const wheel = (event: WheelEvent) => made.zoomWithWheel(event);
    const turn = (event: MouseEvent) => {
      if (made.getScale() > 1) made.reset();
      else made.zoomToPoint(CLOSE_SCALE, event);
    };
    picture.addEventListener("panzoomchange", tell);
    stage.addEventListener("wheel", wheel, { passive: false });
    stage.addEventListener("dblclick", turn);
    return () => {
      picture.removeEventListener("panzoomchange", tell);
      stage.removeEventListener("wheel", wheel);
      stage.removeEventListener("dblclick", turn);
      made.destroy();
      made.resetStyle();
      picture.style.transform = "";
    };
  }, [url]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== frame.current) return;
    const step = ARROWS[event.key];
    if (step) panzoom.current?.pan(step[0], step[1], { relative: true });
    else if (event.key === "+" || event.key === "=") panzoom.current?.zoomIn();
    else if (event.key === "-") panzoom.current?.zoomOut();
    else if (event.key === "0") panzoom.current?.reset();
    else return;
    event.preventDefault();
    // The view has these keys for something else.
    event.stopPropagation();
  }

  return (
    <section
      class="zoomable"
      ref={frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved and zoomed by keys
      tabIndex={0}
      aria-label="Photo: plus and minus zoom, arrows move it, 0 shows the whole"
      data-zoomed={scale > 1}
      onKeyDown={onKeyDown}
    >
      <div class="zoomable__stage">
        <img ref={image} src={url} alt={alt} draggable={false} />
      </div>
      <div class="zoomable__tools">
        <Tool
          name="Zoom into the photo"
          isOff={scale >= MOST_SCALE}
          onClick={() => panzoom.current?.zoomIn()}
        >
          <PlusIcon />
        </Tool>
        <Tool
          name="Zoom out of the photo"
          isOff={scale <= 1}
          onClick={() => panzoom.current?.zoomOut()}
        >
          <MinusIcon />
        </Tool>
        <Tool
          name="Show the whole photo"
          isOff={scale <= 1}
          onClick={() => panzoom.current?.reset()}
        >
          <FitIcon />
        </Tool>
        {document.fullscreenEnabled && (
          <Tool
            name="Photo on the full screen"
            onClick={() => void toggleFullScreen(frame.current!)}
          >
            <FullScreenIcon />
          </Tool>
        )}
      </div>
      <span class="visually-hidden" role="status">
        {scale > 1 ? `${scale.toFixed(1)} times as large` : ""}
      </span>
    </section>
  );
}

interface ToolProps {
  readonly name: string;
  readonly isOff?: boolean;
  onClick(): void;
  readonly children: preact.ComponentChildren;
}

/** A button that keeps the focus where it has nothing left to do. */
function Tool({ name, isOff = false, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={name}
      title={name}
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      {children}
    </button>
  );
}

async function toggleFullScreen(frame: HTMLElement): Promise<void> {
  if (document.fullscreenElement === frame) await document.exitFullscreen();
  // Refused by a browser or a person: the photo stays where it is.
  else await frame.requestFullscreen().catch(() => {});
}
