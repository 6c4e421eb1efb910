import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openSession } from "../../../server/model/session.ts";
import { TINY } from "./fixture.ts";

const PREVIEW = fileURLToPath(new URL("../../../models/preview/image.onnx", import.meta.url));
const KERNEL = fileURLToPath(new URL("../../../models/kernel/scores.onnx", import.meta.url));

describe("a session", () => {
  it("lets the event loop turn while a model runs", async () => {
    const session = await openSession(PREVIEW, 1);
    const pixels = { data: new Float32Array(8 * 3 * 224 * 224), dims: [8, 3, 224, 224] };
    let turns = 0;
    let running = true;
    const turn = () => {
      turns += 1;
      if (running) setImmediate(turn);
    };
    turn();
    await session.run({ pixel_values: pixels }, "image_embeds");
    running = false;
    // A run in this thread would allow a handful; eight photos take tens of milliseconds.
    expect(turns).toBeGreaterThan(100);
    await session.close();
  });

  it("keeps constants between runs, and takes over the memory that it is given", async () => {
    const index = new Float32Array([1, 0, 0, 1, 0.6, 0.8]);
    const session = await openSession(KERNEL, 1, {
      constants: { index: { data: index, dims: [3, 2] } },
    });
    expect(index).toHaveLength(0);
    for (const [photo, scores] of [
      [new Float32Array([1, 0]), [1, 0, 0.6]],
      [new Float32Array([0, 1]), [0, 1, 0.8]],
    ] as const) {
      const made = await session.run({ photos: { data: photo, dims: [1, 2] } }, "scores");
      expect([...made.data].map((score) => Math.round(score * 1e6) / 1e6)).toEqual(scores);
      expect(photo).toHaveLength(0);
    }
    await session.close();
  });

  it("answers several at once, each with its own", async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => openSession(KERNEL, 1)));
    const made = await Promise.all(
      sessions.map((session, i) => {
        const inputs = {
          index: { data: new Float32Array([i, 1]), dims: [2, 1] },
          photos: { data: new Float32Array([10]), dims: [1, 1] },
        };
        return session.run(inputs, "scores");
      }),
    );
    expect(made.map(({ data }) => [...data])).toEqual([
      [0, 10],
      [10, 10],
      [20, 10],
    ]);
    await Promise.all(sessions.map((session) => session.close()));
  });

  it("is closed once, says so to whoever comes late, and leaves the others alone", async () => {
    const [gone, kept] = [await openSession(KERNEL, 1), await openSession(KERNEL, 1)];
    const inputs = () => ({
      index: { data: new Float32Array([1]), dims: [1, 1] },
      photos: { data: new Float32Array([1]), dims: [1, 1] },
    });
    const before = gone.run(inputs(), "scores");
    await Promise.all([gone.close(), gone.close()]);
    expect([...(await before).data]).toEqual([1]);
    await expect(gone.run(inputs(), "scores")).rejects.toThrow(/was closed/);
    expect([...(await kept.run(inputs(), "scores")).data]).toEqual([1]);
    await kept.close();
  });

  it("says what ONNX Runtime says of a file that is no graph, and goes on", async () => {
    await expect(openSession(join(TINY, "bundle.json"), 1)).rejects.toThrow(/protobuf|model/i);
    const session = await openSession(join(TINY, "location.onnx"), 1);
    expect(session.inputs).toEqual(["location"]);
    expect(session.typeOf("location")).toBe("float32");
    expect(session.typeOf("nothing")).toBe("no tensor");
    const point = { data: new Float32Array([48, 2]), dims: [1, 2] };
    await expect(session.run({ place: point }, session.outputs[0]!)).rejects.toThrow(/location/);
    await session.close();
  });
});
