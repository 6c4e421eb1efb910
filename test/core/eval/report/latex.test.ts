import { beforeAll, describe, expect, it } from "vitest";
import { EARTH_RADIUS_KM } from "../../../../core/earth/lng-lat.ts";
import { CURVE_KM, CURVE_KM2 } from "../../../../core/eval/figures/measures.ts";
import type { Summary } from "../../../../core/eval/figures/summary.ts";
import { curveCsv, distanceCsv } from "../../../../core/eval/report/curve-csv.ts";
import { escapeLatex, reportLatex } from "../../../../core/eval/report/latex.ts";
import { reportTables } from "../../../../core/eval/report/tables.ts";
import { summaryOf } from "../scored-run.ts";

describe("a report for papers", () => {
  let summary: Summary;
  let text: string;

  beforeAll(async () => {
    summary = { ...(await summaryOf()), name: "50 % & more_{x}" };
    text = reportLatex(summary);
  });

  it("has every table with as many cells in each row as columns, between rules", () => {
    const tables = text.match(/\\begin\{table\*\}[\s\S]*?\\end\{table\*\}/g)!;
    expect(tables).toHaveLength(reportTables(summary).length);
    for (const table of tables) {
      const columns = /\\begin\{tabular\}\{([lr]+)\}/.exec(table)![1]!.length;
      const rows = table.split("\n").filter((line) => line.endsWith("\\\\"));
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) expect(row.split(/(?<!\\)&/)).toHaveLength(columns);
      expect(table.match(/\\(top|mid|bottom)rule/g)).toHaveLength(3);
      expect(table.match(/\{/g)!.length).toBe(table.match(/\}/g)!.length);
    }
  });

  it("lets no character of a name act", () => {
    expect(escapeLatex("a_b 5 % & #1 {x} ~ ^ \\ < km²")).toBe(
      "a\\_b 5 \\% \\& \\#1 \\{x\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\textless{} km\\textsuperscript{2}",
    );
    expect(text).toContain("\\textbf{50 \\% \\& more\\_\\{x\\}}");
    const bare = text.split("\n").filter((line) => !line.startsWith("%"));
    expect(bare.join("\n")).not.toMatch(/(?<!\\)[%#$]/);
  });

  it("has the curve as numbers, whole Earth and all, of the run and its references", () => {
    const [head, ...rows] = curveCsv(summary).trim().split(/\r?\n/);
    expect(head).toBe("system,area_km2,recall,low,high");
    expect(rows).toHaveLength(CURVE_KM2.length * (1 + summary.baselines.length));
    const last = rows[CURVE_KM2.length - 1]!.split(",").slice(-3).map(Number);
    expect(last).toEqual([1, 1, 1]);
  });

  it("has the share of photos within any distance as numbers, up to half the way around the Earth", () => {
    const [head, ...rows] = distanceCsv(summary).trim().split(/\r?\n/);
    expect(head).toBe("system,km,share,low,high");
    expect(rows).toHaveLength(CURVE_KM.length * (1 + summary.baselines.length));
    const own = rows.slice(0, CURVE_KM.length).map((row) => row.split(",").slice(-4).map(Number));
    expect(own[0]![1]).toBe(summary.measures!.accuracy[0]!.rate);
    expect(own.at(-1)).toEqual([Math.PI * EARTH_RADIUS_KM, 1, 1, 1]);
    for (const [i, [km, share, low, high]] of own.entries()) {
      expect(low).toBeLessThanOrEqual(share!);
      expect(high).toBeGreaterThanOrEqual(share!);
      if (i > 0) expect([km! > own[i - 1]![0]!, share! >= own[i - 1]![1]!]).toEqual([true, true]);
    }
  });
});
