import { type Drawing, hundredths, type Shape } from "./drawing.ts";
import { escapeHtml } from "./html.ts";

/** A drawing as an SVG file of its size in points; the same drawing gives the same bytes. */
export function drawingSvg({ title, description, width, height, shapes }: Drawing): string {
  const size = `width="${hundredths(width)}pt" height="${hundredths(height)}pt" viewBox="0 0 ${hundredths(width)} ${hundredths(height)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">
<title>${escapeHtml(title)}</title>
<desc>${escapeHtml(description)}</desc>
${shapes.map(pathOf).join("\n")}
</svg>
`;
}

function pathOf({ steps, fill, stroke, width, dash, opacity }: Shape): string {
  const d = steps.map(([kind, ...numbers]) => `${kind}${numbers.map(hundredths).join(" ")}`);
  const marks = {
    fill: fill ?? "none",
    ...(stroke && { stroke, "stroke-width": hundredths(width ?? 1), "stroke-linejoin": "round" }),
    ...(dash && { "stroke-dasharray": dash.map(hundredths).join(" ") }),
    ...(opacity !== undefined && { opacity: hundredths(opacity) }),
  };
  const attributes = Object.entries(marks).map(([name, value]) => ` ${name}="${value}"`);
  return `<path d="${d.join("")}"${attributes.join("")}/>`;
}
