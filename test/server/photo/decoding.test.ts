import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import { copyPhoto } from "../../../server/photo/copy.ts";
import type { DecodeJob } from "../../../server/photo/decode-job.ts";
import { createDecoderProcesses } from "../../../server/photo/decoder-process.ts";
import { createDecoding, mostOf } from "../../../server/photo/decoding.ts";
import { limitsByKind } from "../../../server/photo/decoding-cost.ts";
import { checkPhoto, readPhoto } from "../../../server/photo/photo.ts";
import { toPixels } from "../../../server/photo/pixels.ts";
import { plainSpec } from "../../core/pixels/spec.ts";
import { readFixture } from "./pictures.ts";

const MB = 2 ** 20;
const background = { r: 10, g: 200, b: 30 };

function picture(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

function open(megabytes?: number) {
  const decoding = createDecoding(megabytes);
  onTestFinished(() => decoding.close());
  return { decoding, limits: { maxBytes: 40 * MB, maxPixels: 100e6, decoding } };
}

/** Processes of this one that decode. */
function decoders(): number {
  const parentOf = (pid: string) => {
    try {
      return /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    } catch {
      return undefined;
    }
  };
  const isDecoder = (pid: string) =>
    parentOf(pid) === String(process.pid) &&
    readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("decoder-program");
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isDecoder(name)).length;
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await sleep(20);
  expect(holds()).toBe(true);
}

describe("decoding within a memory", () => {
  it("lets light photos pass heavy ones that wait", async () => {
    const { limits } = open();
    const large = await readPhoto(await readFixture("large.heic"), limits);
    const light = await readPhoto(await readFixture("small.png"), limits);
    let areHeavyDone = false;
    const heavy = Promise.all([1, 2].map(() => toPixels(large, plainSpec({})))).then(() => {
      areHeavyDone = true;
    });
    await toPixels(light, plainSpec({}));
    expect(areHeavyDone).toBe(false);
    await heavy;
  }, 60_000);

  it.runIf(process.platform === "linux")(
    "gives up the photo of a caller who leaves, with its memory, and goes on",
    async () => {
      const { limits } = open();
      const bytes = await readFixture("large.heic");
      const large = await readPhoto(bytes, limits);
      const leaver = new AbortController();
      const left = toPixels(large, plainSpec({}), leaver.signal);
      await until(() => decoders() === 1);
      leaver.abort();
      await expect(left).rejects.toMatchObject({ code: "cancelled" });
      await until(() => decoders() === 0);
      const phone = await readPhoto(await readFixture("phone.heic"), limits);
      expect(await toPixels(phone, plainSpec({}))).toHaveLength(3 * 32 * 32);
      expect(decoders()).toBe(1);
      await limits.decoding.close();
      expect(decoders()).toBe(0);
    },
    60_000,
  );

  it("has a memory of its own for each that is made", async () => {
    const [one, other] = [open(), open()];
    const bytes = await readFixture("large.heic");
    let isFirstDone = false;
    const first = readPhoto(bytes, one.limits)
      .then((photo) => toPixels(photo, plainSpec({})))
      .then(() => {
        isFirstDone = true;
      });
    const phone = await readPhoto(await readFixture("phone.heic"), other.limits);
    await toPixels(phone, plainSpec({}));
    expect(isFirstDone).toBe(false);
    await first;
  }, 60_000);
});

describe("a photo that takes too long", () => {
  it("is given up with its process, and not called damaged", async () => {
    const processes = createDecoderProcesses(20);
    const photo = await readPhoto(await readFixture("large.heic"), open().limits);
    const decoding = {
      most: 0,
      decode: (_cost: unknown, job: DecodeJob, signal: AbortSignal) =>
        processes.decode(job, true, signal),
      close: async () => {},
    };
    const expected = { code: "busy", message: expect.stringContaining("longer than 0.02 s") };
    await expect(toPixels({ ...photo, decoding }, plainSpec({}))).rejects.toMatchObject(expected);
    await expect(copyPhoto({ ...photo, decoding })).rejects.toMatchObject(expected);
  });
});

describe("what decoding costs", () => {
  it.each<[string, () => Promise<Uint8Array>, boolean]>([
    ["a baseline JPEG", () => picture(6000, 4000).jpeg().toBuffer(), false],
    ["a progressive JPEG", () => picture(6000, 4000).jpeg({ progressive: true }).toBuffer(), true],
    ["an interlaced PNG", () => picture(6000, 4000).png({ progressive: true }).toBuffer(), true],
    ["any HEIC", () => readFixture("phone.heic"), true],
  ])("is known by the header: %s", async (_name, make, isHeavy) => {
    expect(await checkPhoto(await make(), open().limits)).toMatchObject({ isHeavy });
  });

  it("is more for a progressive JPEG with full colour resolution", async () => {
    const costOf = async (chromaSubsampling: string) =>
      checkPhoto(
        await picture(2000, 1000).jpeg({ progressive: true, chromaSubsampling }).toBuffer(),
        open().limits,
      );
    const [full, usual] = [await costOf("4:4:4"), await costOf("4:2:0")];
    expect(full.decodingBytes).toBeGreaterThan(1.8 * usual.decodingBytes);
  });

  it("refuses what the memory does not hold, and says the limit of the kind, as it is told to all", async () => {
    const avif = await picture(5200, 5200).avif({ effort: 0 }).toBuffer();
    const told = limitsByKind(100, mostOf()).find(({ kind }) => kind === "AVIF")!;
    expect(told.maxMegapixels).toBeLessThan(27);
    await expect(checkPhoto(avif, open().limits)).rejects.toMatchObject({
      code: "photo_too_many_pixels",
      message: expect.stringMatching(
        new RegExp(
          `AVIF of 5200 x 5200 pixels \\(27\\.0 megapixels\\).*limit for AVIF is ${told.maxMegapixels} megapixels\\. Send a smaller copy`,
        ),
      ),
    });
  });

  it("lets the 48 megapixels of a phone's HEIC in", async () => {
    const bytes = await readFixture("large.heic");
    expect(await checkPhoto(bytes, open().limits)).toMatchObject({
      header: { width: 8064, height: 6048 },
    });
  });
});

/** Megabytes that this process had resident at most since the counter was set back, beyond those of then. */
function watchPeak(): () => number {
  const megabytes = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync("/proc/self/status", "utf8"))?.[1]) /
    1024;
  writeFileSync("/proc/self/clear_refs", "5");
  const before = megabytes("VmRSS");
  return () => megabytes("VmHWM") - before;
}

describe.runIf(process.platform === "linux")("long pictures that lie on their side", () => {
  it.each<[string, (image: Sharp) => Sharp]>([
    ["JPEG", (image) => image.jpeg()],
    ["PNG", (image) => image.png()],
    ["lossy WebP", (image) => image.webp({ effort: 0 })],
  ])("are cut before they are turned: %s", async (_name, pack) => {
    const bytes = await pack(picture(3000, 13_000).withMetadata({ orientation: 6 })).toBuffer();
    const photo = await readPhoto(bytes, open().limits);
    expect(photo).toMatchObject({ width: 13_000, height: 3000 });
    const peak = watchPeak();
    await toPixels(photo, plainSpec({ resize: "shortest", resizeTo: 32 }));
    // Turned whole it took 3 to 8 bytes a pixel: 117 MB and more.
    expect(peak()).toBeLessThan(80);
  });
});
