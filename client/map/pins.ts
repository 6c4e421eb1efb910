import { PIN_LABEL, PIN_PATH } from "./pin-shapes.ts";
import type { Pin } from "./scene.ts";

const SVG = "http://www.w3.org/2000/svg";

/** A pin with its label, for the map. Hidden from screen readers: the same points are listed beside the map. */
export function pinElement({ kind, side }: Pin): HTMLElement {
  const element = document.createElement("div");
  element.className = `pin pin--${kind} pin--${side}`;
  element.setAttribute("aria-hidden", "true");
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PIN_PATH[kind]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  const label = document.createElement("span");
  label.className = "pin__label";
  label.textContent = PIN_LABEL[kind];
  element.append(svg, label);
  return element;
}
