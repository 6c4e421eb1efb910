import { PIN_LABEL, PIN_PATH } from "./pin-shapes.ts";
import type { Pin } from "./scene.ts";

const SVG = "http://www.w3.org/2000/svg";

/** A pin with its label, for the map. */
export function pinElement({ kind, side }: Pin): HTMLElement {
  return signElement(`pin pin--${kind} pin--${side}`, PIN_PATH[kind], PIN_LABEL[kind]);
}

/**
 * A sign on the map with its words, if it has any. Hidden from screen readers: the same points are listed beside the map.
 *
 * @param path its shape on a 24 unit grid
 */
export function signElement(className: string, path: string, words: string | null): HTMLElement {
  const element = document.createElement("div");
  element.className = className;
  element.setAttribute("aria-hidden", "true");
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  shape.setAttribute("fill-rule", "evenodd");
  svg.append(shape);
  element.append(svg);
  if (words !== null) {
    const label = document.createElement("span");
    label.className = "pin__label";
    label.textContent = words;
    element.append(label);
  }
  return element;
}
