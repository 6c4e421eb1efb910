import { describe, expect, it } from "vitest";
import { CHANGE_BANDS, changeBand } from "../../../client/map/change-bands.ts";
import { changeFeatures } from "../../../client/map/changes.ts";
import { changedParts, showsBelief } from "../../../client/map/scene.ts";
import { IBERIA, makePrediction } from "../fixtures/prediction.ts";

describe("changeBand", () => {
  it.each([
    [0.01, 0.2, "change-up-3"],
    [0.01, 0.05, "change-up-2"],
    [0.01, 0.02, "change-up-1"],
    [0.01, 0.01, "change-even"],
    [0.01, 0.011, "change-even"],
    [0.02, 0.01, "change-down-1"],
    [0.05, 0.01, "change-down-2"],
    [0.2, 0.01, "change-down-3"],
    [0.2, 0, "change-down-3"],
    [0, 0.1, "change-up-3"],
  ])("from %d to %d is %s", (before, after, band) => {
    expect(changeBand(before, after)).toBe(band);
  });

  it("steps down as far as up", () => {
    const inner = CHANGE_BANDS.slice(0, -1).map(({ from }) => from);
    inner.forEach((from, i) => {
      expect(from * inner.at(-1 - i)!).toBeCloseTo(1, 12);
    });
  });
});

describe("what the map shows", () => {
  const changes = {
    resolution: 2,
    h3: ["820867fffffffff", "8208effffffffff", "82194ffffffffff"],
    before: [0.1, 0, 0.3],
    after: [0.3, 0, 0.3],
  };

  it("is every cell that has or had any probability", () => {
    const { features } = changeFeatures(changes);
    expect(features.map(({ properties }) => properties?.band)).toEqual([
      "change-up-1",
      "change-even",
    ]);
  });

  it("changes with the switch, and stays the belief where no changes are told", () => {
    const prediction = { ...makePrediction(IBERIA), changes };
    const view = { prediction, question: null, mass: 0.8, draft: [] } as const;
    expect(changedParts(view, null).changes).toBeUndefined();
    const changed = changedParts({ ...view, shows: "change" }, view);
    expect(changed.changes?.features).toHaveLength(2);
    expect(changed.regions?.features).toEqual([]);
    expect(changed.outline).toBeUndefined();
    expect(changedParts(view, { ...view, shows: "change" }).changes?.features).toEqual([]);
    expect(showsBelief({ prediction: makePrediction(IBERIA), shows: "change" })).toBe(true);
  });
});
