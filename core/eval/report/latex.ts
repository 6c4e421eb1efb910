import type { Summary } from "../figures/summary.ts";
import { reportTables, type TextTable } from "./tables.ts";

/** The tables of a report for a paper: LaTeX with the package booktabs. Each has the label `tab:<name>`. */
export function reportLatex(summary: Summary): string {
  const { name, dataset } = summary;
  const head = [
    `% ${commented(`${name} on ${dataset.name}, set ${dataset.fingerprint.slice(0, 12)}`)}`,
    "% Needs \\usepackage{booktabs}; the text is UTF-8.",
  ];
  const tables = reportTables(summary).map((each) => latexTable(each.table, each.name));
  return `${[head.join("\n"), ...tables].join("\n\n")}\n`;
}

/** One table over the width of the page, its caption above. */
export function latexTable({ caption, columns, rows }: TextTable, name: string): string {
  const line = (cells: readonly string[]) => `    ${cells.join(" & ")} \\\\`;
  return [
    "\\begin{table*}",
    "  \\centering",
    `  \\caption{${escapeLatex(caption)}}`,
    `  \\label{tab:${name}}`,
    `  \\begin{tabular}{${columns.map(({ isNumber }) => (isNumber ? "r" : "l")).join("")}}`,
    "    \\toprule",
    line(columns.map(({ head }) => escapeLatex(head))),
    "    \\midrule",
    ...rows.map(({ cells, kind }) => {
      const [first = "", ...rest] = cells.map(escapeLatex);
      return line([kind === "own" ? `\\textbf{${first}}` : first, ...rest]);
    }),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table*}",
  ].join("\n");
}

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "²": "\\textsuperscript{2}",
  "–": "--",
  "\u00a0": "~",
  "\n": " ",
};

/** Text as LaTeX sets it, whatever names of runs and sets hold. */
export function escapeLatex(text: string): string {
  return text.replace(/[\\~^<>²–\u00a0\n&%$#_{}]/g, (char) => SPECIAL[char] ?? `\\${char}`);
}

function commented(text: string): string {
  return text.replace(/\s+/g, " ");
}
