import { type Drawing, hundredths, type Shape } from "./drawing.ts";

/**
 * A drawing as a PDF of one page of its size (PDF 1.4, ISO 32000): paths alone, so that no font is missing anywhere. It holds no date
 * and no random number: the same drawing gives the same bytes, all of them ASCII.
 */
export function drawingPdf({ title, width, height, shapes }: Drawing): string {
  const opacities = [...new Set(shapes.map(({ opacity }) => opacity ?? 1))];
  const states = opacities.map(
    (opacity, i) => `/G${i} << /ca ${hundredths(opacity)} /CA ${hundredths(opacity)} >>`,
  );
  // PDF counts from the lower left corner.
  const content = [
    `1 0 0 -1 0 ${hundredths(height)} cm 1 j`,
    ...shapes.map((shape) => paint(shape, opacities.indexOf(shape.opacity ?? 1))),
  ].join("\n");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${hundredths(width)} ${hundredths(height)}] /Resources << /ExtGState << ${states.join(" ")} >> >> /Contents 4 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    `<< /Title <${hexOf(title)}> >>`,
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const count = objects.length + 1;
  return `${text}xref\n0 ${count}\n0000000000 65535 f \n${offsets.join("")}trailer\n<< /Size ${count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

function paint({ steps, fill, stroke, width, dash = [] }: Shape, state: number): string {
  const path = steps.map(([kind, ...numbers]) =>
    kind === "Z" ? "h" : `${numbers.map(hundredths).join(" ")} ${OPERATORS[kind]}`,
  );
  const marks = [
    `/G${state} gs`,
    ...(fill ? [`${colour(fill)} rg`] : []),
    ...(stroke
      ? [`${colour(stroke)} RG ${hundredths(width ?? 1)} w [${dash.map(hundredths).join(" ")}] 0 d`]
      : []),
  ];
  return `${marks.join(" ")} ${path.join(" ")} ${fill ? (stroke ? "B" : "f") : "S"}`;
}

const OPERATORS = { M: "m", L: "l", C: "c" } as const;

function colour(hex: string): string {
  return [1, 3, 5]
    .map((at) => String(Math.round(Number.parseInt(hex.slice(at, at + 2), 16) / 0.255) / 1000))
    .join(" ");
}

/** UTF-16 with its mark, as hexadecimal. */
function hexOf(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return ["feff", ...units.map((unit) => unit.toString(16).padStart(4, "0"))].join("");
}
