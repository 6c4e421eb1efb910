import { describe, expect, it } from "vitest";
import { freeColour, isReady, type Run, withNews } from "../../../client/evaluate/runs.ts";
import type { Summary } from "../../../core/eval/figures/summary.ts";

const run = (id: number, name = "x"): Run => ({
  id,
  colour: id - 1,
  name,
  served: null,
  hasPredictions: false,
  task: { status: "reading", words: "Reading", share: null },
  summary: null,
  scores: [],
  warnings: [],
});
const summary = { name: "preview" } as Summary;

describe("runs on the page", () => {
  it("are ready when all has come", () => {
    let runs: readonly Run[] = [run(1)];
    runs = withNews(runs, { type: "summary", run: 1, summary, warnings: [] });
    runs = withNews(runs, { type: "scores", run: 1, scores: [] });
    expect(isReady(runs[0]!)).toBe(false);
    runs = withNews(runs, { type: "done", run: 1 });
    expect(isReady(runs[0]!)).toBe(true);
    expect(runs[0]!.name).toBe("preview");
  });

  it("of one name get numbers, and news of those that are gone change nothing", () => {
    const runs = [run(1, "preview"), run(2)];
    const news = { type: "summary", run: 2, summary, warnings: [] } as const;
    expect(withNews(runs, news)[1]!.name).toBe("preview (2)");
    expect(withNews(runs, { ...news, run: 9 })).toBe(runs);
  });

  it("wear the lowest free colour, as long as there are any", () => {
    expect(freeColour([])).toBe(0);
    expect(freeColour([run(1), run(3)])).toBe(1);
    expect(freeColour([1, 2, 3, 4, 5].map((id) => run(id)))).toBeNull();
  });
});
