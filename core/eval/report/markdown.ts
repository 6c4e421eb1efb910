import type { Summary } from "../figures/summary.ts";
import { bits } from "./numbers.ts";
import { reportTables, type TextTable } from "./tables.ts";

/** The report as Markdown: the tables alone, for a README or a paper's appendix. */
export function reportMarkdown(summary: Summary): string {
  const { dataset, settings, logScore } = summary;
  const parts = [
    `# ${summary.name} on ${dataset.name}`,
    `${dataset.photos} photos${dataset.countryOnly > 0 ? `, ${dataset.countryOnly} of them with a country alone` : ""}; set ${dataset.fingerprint.slice(0, 12)}. Distances: haversine, R = ${settings.earthRadiusKm} km, inclusive.`,
    ...reportTables(summary).map(({ table }) => markdownTable(table)),
    ...(logScore ? [`Log score: ${bits(logScore)} above a uniform guess over the Earth.`] : []),
    ...(summary.leakage
      ? [
          `Leakage: ${summary.leakage.photos.hits} photos lie within ${summary.leakage.withinM} m of one of the ${summary.leakage.points} points of ${summary.leakage.gallery}.`,
        ]
      : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** One table, its caption above. */
export function markdownTable({ caption, columns, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(" | ")} |`;
  return [
    caption,
    "",
    line(columns.map(({ head }) => head)),
    line(columns.map(({ isNumber }) => (isNumber ? "---:" : "---"))),
    ...rows.map(({ cells, kind }) => {
      const [name = "", ...rest] = cells;
      return line([kind === "own" ? `**${name}**` : name, ...rest]);
    }),
  ].join("\n");
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
