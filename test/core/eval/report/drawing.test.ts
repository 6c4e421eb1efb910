import { describe, expect, it } from "vitest";
import type { Drawing } from "../../../../core/eval/report/drawing.ts";
import { drawingPdf } from "../../../../core/eval/report/drawing-pdf.ts";
import { drawingSvg } from "../../../../core/eval/report/drawing-svg.ts";
import {
  bibtex,
  referenceOfRow,
  referencesOfSet,
} from "../../../../core/eval/report/references.ts";

const DRAWING: Drawing = {
  title: "Größe <1>",
  description: "A line & a box",
  width: 234,
  height: 100.126,
  shapes: [
    {
      steps: [["M", 0, 0], ["L", 10, 5.005], ["C", 1, 2, 3, 4, 5, 6], ["Z"]],
      fill: "#0072b2",
      opacity: 0.16,
    },
    {
      steps: [
        ["M", 1, 1],
        ["L", 2, 2],
      ],
      stroke: "#000000",
      width: 0.5,
      dash: [3, 2],
    },
  ],
};

describe("drawings", () => {
  it("are PDF whose table finds every object, with no date in it", () => {
    const pdf = drawingPdf(DRAWING);
    const start = Number(/startxref\n(\d+)/.exec(pdf)![1]);
    expect(pdf.slice(start)).toMatch(/^xref\n0 6\n/);
    const offsets = [...pdf.slice(start).matchAll(/^(\d{10}) 00000 n /gm)].map(([, at]) =>
      Number(at),
    );
    for (const [i, at] of offsets.entries()) {
      expect(pdf.slice(at, at + 8)).toBe(`${i + 1} 0 obj\n`);
    }
    expect(offsets).toHaveLength(5);
    const [, length, content] = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(pdf)!;
    expect(content).toHaveLength(Number(length));
    expect(content).toContain("1 0 0 -1 0 100.13 cm");
    expect(content).toContain("/G0 gs 0 0.447 0.698 rg 0 0 m 10 5.01 l 1 2 3 4 5 6 c h f");
    expect(content).toContain("/G1 gs 0 0 0 RG 0.5 w [3 2] 0 d 1 1 m 2 2 l S");
    expect(pdf).not.toMatch(/CreationDate|ModDate|\/ID/);
    expect([...pdf].every((letter) => letter.charCodeAt(0) < 128)).toBe(true);
  });

  it("are SVG with the same paths and words for those who do not see them", () => {
    const svg = drawingSvg(DRAWING);
    expect(svg).toContain("<title>Größe &lt;1&gt;</title>\n<desc>A line &amp; a box</desc>");
    expect(svg).toContain('<path d="M0 0L10 5.01C1 2 3 4 5 6Z" fill="#0072b2" opacity="0.16"/>');
    expect(svg).toContain('stroke-dasharray="3 2"');
  });
});

describe("references", () => {
  it("are each there once, by key, with balanced braces", () => {
    const works = [...referencesOfSet("yfcc4k"), ...referencesOfSet("im2gps3k")];
    const text = bibtex([...works, referenceOfRow("kNN, sigma = 4 (Vo 2017)")!]);
    expect([...text.matchAll(/^@\w+\{(\w+),$/gm)].map(([, key]) => key)).toEqual([
      "thomee2016yfcc100m",
      "vo2017revisiting",
    ]);
    expect(text.split("{").length).toBe(text.split("}").length);
  });
});
