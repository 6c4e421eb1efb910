import { describe, expect, it } from "vitest";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";
import {
  decodeLook,
  encodeLook,
  type KeptLook,
  type LookWorld,
  mostLookBytes,
} from "../../../core/locate/kept-look.ts";
import { createRandom } from "../../random.ts";

const COUNT = 300;
const random = createRandom(5);
const uniform = () => random.integer(1_000_000) / 1e6;
const normalised = (values: number[]) => {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
};
const PRIOR = Float64Array.from(normalised(Array.from({ length: COUNT }, () => 0.1 + uniform())));
const WORLD: LookWorld = {
  model: PREDICTION_EXAMPLE.model,
  dimension: 4,
  // A ring of cells.
  cells: {
    count: COUNT,
    neighbours: Int32Array.from({ length: COUNT * 6 }, (_, i) => {
      const row = Math.floor(i / 6);
      return [(row + 1) % COUNT, (row + COUNT - 1) % COUNT, -1, -1, -1, -1][i % 6]!;
    }),
  },
  prior: () => PRIOR,
};

function lookOf(belief: number[]): KeptLook {
  const { model, image, prior } = PREDICTION_EXAMPLE;
  return {
    model,
    image,
    prior,
    warnings: ["The photo is small."],
    vector: Float32Array.of(0.5, -0.5, 0.5, 0.5),
    belief: Float32Array.from(normalised(belief)),
  };
}

const LOOK = lookOf(
  Array.from(PRIOR, (p, row) => p * Math.exp(4 * Math.sin(row / 20) + uniform())),
);
const BYTES = encodeLook(LOOK, WORLD);

/** The same look with another header. */
function withHeader(change: (header: Record<string, unknown>) => unknown): Uint8Array {
  const length = new DataView(BYTES.buffer, BYTES.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(BYTES.subarray(4, 4 + length)));
  const text = new TextEncoder().encode(JSON.stringify(change(header)));
  const start = Buffer.alloc(4);
  start.writeUInt32LE(text.length);
  return Buffer.concat([start, text, BYTES.subarray(4 + length)]);
}

function imageTaken(takenAt: string) {
  return { ...LOOK.image, exif: { lat: null, lng: null, takenAt } };
}

const DAMAGED = { code: "parameter_invalid", message: expect.stringContaining("is damaged") };

function faultOf(bytes: Uint8Array, world = WORLD): unknown {
  try {
    return decodeLook(bytes, world);
  } catch (error) {
    return error;
  }
}

describe("a kept look", () => {
  it("comes back as it was, each ratio to the prior within 3 % where it is above 1 and 8 % below", () => {
    const { belief, ...rest } = decodeLook(BYTES, WORLD);
    const { belief: before, ...known } = LOOK;
    expect(rest).toEqual(known);
    expect(belief.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    for (const [row, p] of belief.entries()) {
      const most = before[row]! > PRIOR[row]! ? 0.03 : 0.08;
      expect(Math.abs(Math.log(p / before[row]!))).toBeLessThan(most);
    }
  });

  it("holds beliefs that are certain of one cell, or know nothing", () => {
    const sure = lookOf(Array.from(PRIOR, (_, row) => (row === 7 ? 1 : 0)));
    expect(decodeLook(encodeLook(sure, WORLD), WORLD).belief[7]).toBeGreaterThan(0.999);
    const blank = decodeLook(encodeLook(lookOf([...PRIOR]), WORLD), WORLD).belief;
    for (const [row, p] of blank.entries()) expect(p).toBeCloseTo(PRIOR[row]!, 6);
  });

  it("never has more bytes than it may", () => {
    const wild = lookOf(Array.from(PRIOR, (p, row) => p * Math.exp(row % 2 === 0 ? 18 : -18)));
    const bytes = encodeLook(wild, WORLD);
    expect(bytes.length).toBeLessThanOrEqual(mostLookBytes(WORLD));
    expect(bytes.length).toBeGreaterThan(2 * COUNT);
    expect(decodeLook(bytes, WORLD).belief).toHaveLength(COUNT);
  });

  it("is refused cut anywhere, and longer than it is", () => {
    for (let length = 0; length < BYTES.length; length++) {
      expect(faultOf(BYTES.subarray(0, length)), `${length}`).toMatchObject(DAMAGED);
    }
    expect(faultOf(Buffer.concat([BYTES, Buffer.of(0)]))).toMatchObject(DAMAGED);
  });

  it("is sound or refused with any byte changed, and never another failure", () => {
    for (let time = 0; time < 2000; time++) {
      const bytes = Uint8Array.from(BYTES);
      bytes[random.integer(bytes.length)] = random.integer(256);
      const found = faultOf(bytes) as KeptLook | Error;
      if (found instanceof Error) expect(found).toMatchObject({ code: "parameter_invalid" });
      else {
        expect(found.belief.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(Math.hypot(...found.vector)).toBeLessThan(1.01);
      }
    }
  });

  it.each([
    ["another version", { version: 2 }],
    ["another dimension", { dimension: 5 }],
    ["other cells", { cells: COUNT + 1 }],
    ["a prior that is none", { prior: "mine" }],
    ["an image of no size", { image: { ...LOOK.image, width: 0 } }],
    [
      "a position off the Earth",
      { image: { ...LOOK.image, exif: { lat: 99, lng: 0, takenAt: null } } },
    ],
    ["a time that is none", { image: imageTaken("noon") }],
    ["a time of no day", { image: imageTaken("2026-02-31T10:00:00") }],
    ["a time with a zone", { image: imageTaken("2026-02-01T10:00:00Z") }],
    ["endless warnings", { warnings: ["a".repeat(1001)] }],
    ["something more", { more: 1 }],
  ])("is refused with %s", (_name, change) => {
    expect(faultOf(withHeader((header) => ({ ...header, ...change })))).toMatchObject(DAMAGED);
  });

  it.each([[[2, 0, 0, 0]], [[Number.NaN, 0, 0, 0]], [[Number.POSITIVE_INFINITY, 0, 0, 0]]])(
    "is refused with the vector %j",
    (vector) => {
      const bytes = encodeLook({ ...LOOK, vector: Float32Array.from(vector) }, WORLD);
      expect(faultOf(bytes)).toMatchObject(DAMAGED);
    },
  );

  it("says whose it is and whose it should be", () => {
    const world = { ...WORLD, model: { name: "preview", version: "2" } };
    expect(faultOf(BYTES, world)).toMatchObject({
      code: "parameter_invalid",
      message:
        'the look was made by the model "preview 1", this service answers with "preview 2". Ask for the prediction again with look=on',
    });
    const own = withHeader((header) => ({ ...header, model: { name: "\u0007", version: "1" } }));
    expect((faultOf(own) as Error).message).toContain('"\\u0007 1"');
  });
});
