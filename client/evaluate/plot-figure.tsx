import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { bandPath, linePath, scaleOf } from "../../core/eval/report/plot-geometry.ts";
import { frameOf, lookClass, type Plot, type PlotLine } from "./plot.ts";
import { SavePicture } from "./save-picture.tsx";

interface PlotFigureProps {
  readonly plot: Plot;
  /** The table of the numbers behind the picture. */
  readonly children: ComponentChildren;
}

/** A plot with its legend, the numbers behind it, and ways to save it. */
export function PlotFigure({ plot, children }: PlotFigureProps) {
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  return (
    <figure class="plot" ref={figure}>
      {width > 0 && <PlotPicture plot={plot} width={width} />}
      <ul class="plot__legend">
        {[...plot.lines].reverse().map(({ name, look }) => (
          <li key={name}>
            <svg class={lookClass(look)} viewBox="0 0 26 8" aria-hidden="true">
              <path class="plot__line" d="M1 4H25" />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <div class="plot__foot">
        <details class="plot__data">
          <summary>The numbers behind it</summary>
          {children}
        </details>
        <SavePicture name={plot.id} title={plot.title} lines={plot.lines} figure={figure} />
      </div>
    </figure>
  );
}

/** The picture alone: SVG at the size of its place, so that its type is as large as the page's. */
function PlotPicture({ plot, width }: { plot: Plot; width: number }) {
  const frame = frameOf(width);
  const { left, right, top, bottom } = frame;
  const x = scaleOf(plot.x, left, right);
  const y = scaleOf(plot.y, bottom, top);
  const { id, mark } = plot;
  return (
    <svg
      class="plot__picture"
      width={frame.width}
      height={frame.height}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-words`}
    >
      <title id={`${id}-title`}>{plot.title}</title>
      <desc id={`${id}-words`}>{plot.description}</desc>
      {plot.y.ticks.map(({ at, label }) => (
        <g key={label}>
          <path class="plot__grid" d={`M${left} ${y(at)}H${right}`} />
          <text class="plot__tick" x={left - 8} y={y(at) + 4} text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      {plot.x.ticks.map(({ at, label }) => (
        <g key={label}>
          <path class="plot__notch" d={`M${x(at)} ${bottom}v5`} />
          <text class="plot__tick" x={x(at)} y={bottom + 19} text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
      <path class="plot__axis" d={`M${left} ${bottom}H${right}`} />
      <text class="plot__label" x={0} y={14}>
        {plot.y.label}
      </text>
      <text class="plot__label" x={(left + right) / 2} y={frame.height - 8} text-anchor="middle">
        {plot.x.label}
      </text>
      {plot.hasDiagonal && <path class="plot__diagonal" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />}
      {plot.lines.map(({ name, look, band }) =>
        band ? (
          <path key={name} class={`plot__band ${lookClass(look)}`} d={bandPath(band, x, y)} />
        ) : null,
      )}
      {plot.lines.map((line) => (
        <Line key={line.name} line={line} x={x} y={y} />
      ))}
      {mark && (
        <g>
          <path class="plot__mark" d={`M${x(mark.x)} ${top}V${bottom}`} />
          <text
            class="plot__mark-label"
            x={x(mark.x) + (x(mark.x) > (left + right) / 2 ? -7 : 7)}
            y={top + 12}
            text-anchor={x(mark.x) > (left + right) / 2 ? "end" : "start"}
          >
            {mark.label}
          </text>
        </g>
      )}
    </svg>
  );
}

interface LineProps {
  readonly line: PlotLine;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function Line({ line: { points, look, hasDots }, x, y }: LineProps) {
  return (
    <g class={lookClass(look)}>
      <path class="plot__line" d={linePath(points, x, y)} />
      {hasDots &&
        points.map(([px, py]) => (
          <circle key={px} class="plot__dot" cx={x(px)} cy={y(py)} r="3.5" />
        ))}
    </g>
  );
}

/** Width of an element's content, followed as it changes; 0 until it is on the page. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
