import { describe, expect, it } from "vitest";
import { planResize, resizedSides } from "../../../core/pixels/plan.ts";
import { plainSpec } from "./spec.ts";

describe("resizedSides", () => {
  it("cuts the longer side to an integer, as torchvision does", () => {
    const spec = { resize: "shortest", resizeTo: 224, size: 224 } as const;
    expect(resizedSides({ width: 4000, height: 3000 }, spec)).toEqual({ width: 298, height: 224 });
    expect(resizedSides({ width: 3000, height: 4000 }, spec)).toEqual({ width: 224, height: 298 });
    expect(resizedSides({ width: 500, height: 500 }, spec)).toEqual({ width: 224, height: 224 });
  });
});

describe("planResize", () => {
  it("shows the middle of a strip, four times as long as wide", () => {
    expect(planResize({ width: 1000, height: 20 }, plainSpec({ resizeTo: 16 }))).toEqual({
      window: { left: 460, top: 0, width: 80, height: 20 },
      target: { width: 64, height: 16, resample: "bicubic" },
      enlarges: false,
    });
  });

  it("squashes a strip whole", () => {
    const plan = planResize({ width: 1000, height: 20 }, plainSpec({ resize: "squash", size: 32 }));
    expect(plan).toMatchObject({ window: null, target: { width: 32, height: 32 } });
  });

  it("enlarges as soon as one side becomes longer", () => {
    const squash = plainSpec({ resize: "squash", size: 32 });
    expect(planResize({ width: 32, height: 32 }, squash).enlarges).toBe(false);
    expect(planResize({ width: 1000, height: 31 }, squash).enlarges).toBe(true);
  });
});
