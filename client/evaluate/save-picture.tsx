import { saveBlob } from "../ui/save.ts";
import { lookClass, type PlotLine } from "./plot.ts";
import { announcement } from "./store.ts";

interface SavePictureProps {
  /** Name of the file, without ending. */
  readonly name: string;
  readonly title: string;
  readonly lines: readonly PlotLine[];
  readonly figure: { readonly current: HTMLElement | null };
}

/** Saves the plot as it is seen, with its title and legend, to stand alone in a paper or on a slide. */
export function SavePicture({ name, title, lines, figure }: SavePictureProps) {
  const picture = () => standalone(figure.current!, title, lines);
  const done = (file: string) => {
    announcement.value = `Saved ${file}.`;
  };
  return (
    <div class="plot__save">
      <button
        type="button"
        class="button button--small"
        aria-label={`Save ${title} as SVG`}
        onClick={() => done(saveBlob(asSvg(picture()), `${name}.svg`))}
      >
        SVG
      </button>
      <button
        type="button"
        class="button button--small"
        aria-label={`Save ${title} as PNG`}
        onClick={() => {
          void asPng(picture()).then((blob) => done(saveBlob(blob, `${name}.png`)));
        }}
      >
        PNG
      </button>
    </div>
  );
}

const SVG = "http://www.w3.org/2000/svg";
/** What the page's style sheets decide; a picture on its own has to bring it along. */
const STYLED = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "stroke-linecap",
  "opacity",
  "font-size",
  "font-weight",
] as const;
const TITLE_PX = 34;
const LEGEND_PX = 22;
const FONT = "Inter, system-ui, sans-serif";
/** Pixels of a PNG per pixel of the page. */
const SHARPNESS = 2;

/** A copy of the figure's picture that needs no style sheet: title above, legend below. */
function standalone(figure: HTMLElement, title: string, lines: readonly PlotLine[]): SVGSVGElement {
  const shown = figure.querySelector<SVGSVGElement>(".plot__picture")!;
  const { width, height } = shown.viewBox.baseVal;
  const ink = getComputedStyle(figure);
  const whole = make("svg", { width, height: height + TITLE_PX + lines.length * LEGEND_PX + 8 });
  whole.setAttribute("viewBox", `0 0 ${width} ${whole.getAttribute("height")}`);
  whole.setAttribute("font-family", FONT);
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--surface");
  whole.append(make("rect", { width: "100%", height: "100%", fill: ground }));
  const head = make("text", { x: 0, y: 18, fill: ink.color, "font-size": 15, "font-weight": 600 });
  head.textContent = title;
  const body = make("g", { transform: `translate(0 ${TITLE_PX})` });
  const copy = shown.cloneNode(true) as SVGSVGElement;
  bringStyle(shown, copy);
  body.append(...copy.childNodes);
  whole.append(head, body);
  const samples = figure.querySelectorAll<SVGPathElement>(".plot__legend path");
  [...lines].reverse().forEach(({ name, look }, i) => {
    const sample = samples[i]!.cloneNode(true) as SVGPathElement;
    bringStyle(samples[i]!, sample);
    const row = make("g", {
      class: lookClass(look),
      transform: `translate(0 ${TITLE_PX + height + i * LEGEND_PX})`,
    });
    const words = make("text", { x: 34, y: 9, fill: ink.color, "font-size": 13 });
    words.textContent = name;
    row.append(sample, words);
    whole.append(row);
  });
  return whole as SVGSVGElement;
}

function bringStyle(from: Element, to: Element): void {
  const computed = getComputedStyle(from);
  for (const name of STYLED) to.setAttribute(name, computed.getPropertyValue(name));
  to.removeAttribute("class");
  [...from.children].forEach((child, i) => {
    bringStyle(child, to.children[i]!);
  });
}

function make(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function asSvg(picture: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

async function asPng(picture: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(asSvg(picture));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * SHARPNESS;
    canvas.height = image.height * SHARPNESS;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
