import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openBundle } from "../../../server/model/bundle.ts";
import { openSequence, type Sequence } from "../../../server/model/sequence.ts";
import { countSessions } from "../../../server/model/session.ts";
import { bundleCopy } from "./fixture.ts";
import { SEQUENCE, sequenceBundle } from "./sequence-bundle.ts";

async function open(folder: string): Promise<Sequence> {
  const bundle = await openBundle(folder);
  return openSequence(bundle, bundle.manifest.sequence!, 1);
}

describe("openSequence", () => {
  it("runs a graph over photos and hours, however many", async () => {
    const sequence = await open(await sequenceBundle());
    const unit = (at: number) => Float32Array.from({ length: 8 }, (_, i) => Number(i === at));
    const [first, second] = await sequence.together([unit(0), unit(1)], [0, 1]);
    // Weights of 1 and 1/2, halved.
    expect(first![0]).toBeCloseTo(1 + 1 / 3, 5);
    expect(first![1]).toBeCloseTo(1 / 6, 5);
    expect(second![0]).toBeCloseTo(1 / 6, 5);
    const many = await sequence.together([0, 1, 2, 3, 4].map(unit), [0, 1, null, 3, 4]);
    expect(many).toHaveLength(5);
    await sequence.close();
  });

  it.each<[string, string, Readonly<Record<string, unknown>>, RegExp]>([
    ["another width", "narrow", {}, /sequence model gives \[2, 4\].* promises \[2, 8\]/],
    [
      "numbers that are none",
      "not-finite",
      {},
      /sequence model gives vectors that are zero or not/,
    ],
    [
      "a fixed number of photos",
      "two-photos",
      {},
      /sequence\.onnx cannot be run for 3 photos of 8/,
    ],
    [
      "an input that is not there",
      "sequence",
      { hours: "days" },
      /no input "days"; it has vectors/,
    ],
    [
      "an output that is not there",
      "sequence",
      { output: "x" },
      /has no output "x"; it has together/,
    ],
  ])("refuses %s and leaves nothing open", async (_, graph, change, message) => {
    const before = await countSessions();
    await expect(open(await sequenceBundle(change, graph))).rejects.toThrow(message);
    expect(await countSessions()).toBe(before);
  });
});

describe("the manifest of a bundle with a sequence model", () => {
  it("answers by the hidden Markov model unless it says otherwise", async () => {
    const { manifest } = await openBundle(await sequenceBundle());
    expect(manifest.sequence).toMatchObject({ use: "hmm", doubt: 0 });
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ["a word that is none", { use: "both" }, /sequence\/use/],
    ["a temperature of 0", { temperature: 0 }, /sequence\/temperature/],
    ["a path that leaves the bundle", { file: "../x.onnx" }, /sequence\/file/],
  ])("is refused with %s", async (_, change, message) => {
    await expect(openBundle(await sequenceBundle(change))).rejects.toThrow(message);
  });

  it("is refused without its file, and without the file's checksum", async () => {
    const folder = await sequenceBundle();
    await rm(join(folder, SEQUENCE.file));
    await expect(openBundle(folder)).rejects.toThrow(/sequence\.onnx: is missing/);
    const bare = await bundleCopy((m) => Object.assign(m, { sequence: SEQUENCE }));
    await expect(openBundle(bare)).rejects.toThrow(/files\/sequence\.onnx/);
  });
});
