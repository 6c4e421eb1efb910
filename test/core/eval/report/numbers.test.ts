import { describe, expect, it } from "vitest";
import type { Summary } from "../../../../core/eval/figures/summary.ts";
import { intervalSource } from "../../../../core/eval/report/numbers.ts";

describe("what intervals take into account", () => {
  const words = (
    clusteredBy: string | null,
    clusters: number,
    resamples: number,
    shareIntervals: Summary["settings"]["shareIntervals"] = "design-effect",
  ) =>
    intervalSource({
      settings: {
        clusteredBy,
        clusters,
        resamples,
        shareIntervals,
        seed: 1,
      } as Summary["settings"],
      dataset: { withPosition: 2997 } as Summary["dataset"],
    });

  it("is said as it is: clusters only where photos share some, a bootstrap only where there was one", () => {
    expect(words("photographer", 198, 1000)).toBe(
      "Wilson's with the design effect over 198 clusters (photographer); of means and medians by bootstrap over the same (1,000 resamples, seed 1)",
    );
    expect(words("photographer", 198, 0)).toBe(
      "Wilson's with the design effect over 198 clusters (photographer)",
    );
    for (const [by, clusters] of [
      ["group", 2997],
      [null, 2997],
    ] as const) {
      expect(words(by, clusters, 0)).toBe("Wilson's, photos taken as independent");
    }
  });

  it("is said of runs from before as it was then", () => {
    expect(words("photographer", 198, 0, "bootstrap")).toBe(
      "by bootstrap over 198 clusters (photographer)",
    );
  });
});
