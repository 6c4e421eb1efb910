import type { Summary } from "../figures/summary.ts";
import { reportTables, type TextTable } from "./tables.ts";

/** The tables of a report for a paper: LaTeX with the package booktabs. Each has the label `tab:<name>`. */
export function reportLatex(summary: Summary): string {
  const { name, dataset } = summary;
  return latexTables(
    `${name} on ${dataset.name}, set ${dataset.fingerprint.slice(0, 12)}`,
    reportTables(summary),
  );
}

/** Tables below a remark that says what they are of. */
export function latexTables(
  about: string,
  tables: readonly { readonly name: string; readonly table: TextTable }[],
): string {
  const head = [`% ${commented(about)}`, "% Needs \\usepackage{booktabs}; the text is UTF-8."];
  const written = tables.map(({ table, name }) => latexTable(table, name));
  return `${[head.join("\n"), ...written].join("\n\n")}\n`;
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
