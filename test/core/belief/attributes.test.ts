import { describe, expect, it } from "vitest";
import {
  classEvidence,
  classesOfCells,
  classProbabilities,
} from "../../../core/belief/attributes.ts";
import { cellAt, cellId } from "../../../core/earth/cells.ts";
import { findCell } from "../../../core/earth/land-cells.ts";
import type { LngLat } from "../../../core/earth/lng-lat.ts";
import { geography, PLACES } from "../../geography.ts";

/** As models/training/places.py has them. */
const HEADS = {
  climate: ["Af", "Am", "Aw", "BS", "BW", "Cf", "Cs", "Cw", "Df", "Ds", "Dw", "E"],
  landcover: ["forest", "shrub", "savanna", "grass", "wetland", "crop", "urban", "snow", "barren"],
  density: ["<1", "1-10", "10-50", "50-250", "250-1000", ">=1000"],
  elevation: ["<100", "100-300", "300-800", "800-1500", ">=1500"],
  drive: ["left", "right"],
};

async function classAt(name: keyof typeof HEADS, at: LngLat): Promise<string | undefined> {
  const { cells } = await geography();
  const classes = classesOfCells({ name, classes: HEADS[name] }, cells)!;
  return HEADS[name][classes[findCell(cells, cellId(cellAt(at, cells.resolution)))]!];
}

describe("attributes of cells", () => {
  it("are those of named places", async () => {
    expect(await classAt("drive", PLACES.tokyo)).toBe("left");
    expect(await classAt("drive", PLACES.paris)).toBe("right");
    expect(await classAt("climate", PLACES.paris)).toBe("Cf");
    expect(await classAt("climate", [9, 23])).toBe("BW");
    expect(await classAt("climate", [103.8, 1.4])).toBe("Af");
    expect(await classAt("landcover", [9, 23])).toBe("barren");
    expect(await classAt("density", PLACES.paris)).toBe(">=1000");
    expect(await classAt("density", [9, 23])).toBe("<1");
    expect(await classAt("elevation", PLACES.nairobi)).toBe(">=1500");
    expect(await classAt("elevation", [4.9, 52.37])).toBe("<100");
  });

  it("leave no cell beyond the classes, and few without one", async () => {
    const { cells } = await geography();
    for (const [name, list] of Object.entries(HEADS)) {
      const classes = classesOfCells({ name, classes: list }, cells)!;
      expect(Math.max(...new Set(classes))).toBe(list.length - 1);
      expect(classes.filter((own) => own < 0).length / cells.count).toBeLessThan(0.02);
    }
  });

  it("are unknown for heads that the geodata have no side of, or other classes for", async () => {
    const { cells } = await geography();
    expect(classesOfCells({ name: "weather", classes: ["rain", "sun"] }, cells)).toBeNull();
    expect(classesOfCells({ name: "drive", classes: ["right", "left"] }, cells)).toBeNull();
  });
});

describe("class evidence", () => {
  it("is the logarithm of how much likelier a class has become", () => {
    const p = classProbabilities(Float32Array.from([Math.log(3), 0, 1000].slice(0, 2)));
    expect([...p].map((x) => Math.round(x * 100))).toEqual([75, 25]);
    const evidence = classEvidence(p, [0.5, 0.5]);
    expect(evidence[0]).toBeCloseTo(Math.log(1.5), 6);
    expect(evidence[1]).toBeCloseTo(Math.log(0.5), 6);
  });

  it("says nothing when the head says what it always says, and never forbids", () => {
    const same = classEvidence(Float64Array.from([0.7, 0.3]), [0.7, 0.3]);
    expect([...same]).toEqual([0, 0]);
    const sure = classEvidence(classProbabilities(Float32Array.from([1000, -1000])), [0.5, 0.5]);
    expect(sure[1]).toBeCloseTo(Math.log(1e-3), 6);
    expect([...classEvidence(Float64Array.from([1, 0]), [1, 0])]).toEqual([0, 0]);
  });
});
