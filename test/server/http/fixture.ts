import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { cancelled } from "../../../core/contracts/errors.ts";
import {
  ALBUM_SHARE_EXAMPLE,
  EXPLANATION_EXAMPLE,
  MODEL_EXAMPLE,
  PREDICTION_EXAMPLE,
} from "../../../core/contracts/examples.ts";
import type { ExplanationOptions } from "../../../core/contracts/explanation-options.ts";
import type { PredictionOptions } from "../../../core/contracts/options.ts";
import type { Prediction } from "../../../core/contracts/prediction.ts";
import type { Explain } from "../../../core/locate/locate.ts";
import type { SolveAlbum } from "../../../server/album/album.ts";
import type { AlbumFile, AlbumQuestion } from "../../../server/album/question.ts";
import type { Basemap } from "../../../server/basemap/basemap.ts";
import { createFinderSource, createGeographySource } from "../../../server/geodata/geography.ts";
import { createApp } from "../../../server/http/app.ts";
import { createHttpServer } from "../../../server/http/server.ts";
import type { HttpSettings, Service } from "../../../server/http/service.ts";
import { checkPhoto } from "../../../server/photo/photo.ts";
import type { Readiness } from "../../../server/process/readiness.ts";
import { createTurns } from "../../../server/process/turns.ts";
import { LIMITS, quarters } from "../photo/pictures.ts";

// The real HTTP layer on a real port, over a locator made by hand.

const places = createFinderSource(createGeographySource());

/** A locator that notes its calls and answers when it is told to. */
export interface FakeLocator {
  readonly calls: { photo: Uint8Array; options: PredictionOptions; signal: AbortSignal }[];
  /** Its calls of `explain`; each tells of two looks out of four before it waits. */
  readonly explained: { options: ExplanationOptions; signal: AbortSignal }[];
  /** Its albums; each tells that all photos are seen before it waits. */
  readonly solved: {
    files: readonly AlbumFile[];
    question: AlbumQuestion;
    signal: AbortSignal;
  }[];
  /** Gives the answers of albums a warning of any length. */
  remark(text: (photo: number) => string): void;
  /** Photos of the last album that were answered. */
  readonly remarked: number;
  /** Holds further calls until `release`. */
  hold(): void;
  release(): void;
  /** Makes further calls fail. */
  fail(error: unknown): void;
  readonly service: Service;
}

export function createFakeLocator(
  readiness: () => Readiness = () => ({ state: "ready" }),
): FakeLocator {
  const calls: FakeLocator["calls"] = [];
  const explained: FakeLocator["explained"] = [];
  const solved: FakeLocator["solved"] = [];
  let remark: ((photo: number) => string) | null = null;
  let remarked = 0;
  let gate: Promise<void> = Promise.resolve();
  let open = () => {};
  let failure: unknown = null;

  async function locate(photo: Uint8Array, options: PredictionOptions, signal: AbortSignal) {
    calls.push({ photo, options, signal });
    await Promise.race([gate, aborted(signal)]);
    if (failure !== null) throw failure;
    return PREDICTION_EXAMPLE satisfies Prediction;
  }

  const explain: Explain = async (_photo, options, signal, onProgress) => {
    explained.push({ options, signal });
    onProgress?.(2, 4);
    await Promise.race([gate, aborted(signal)]);
    if (failure !== null) throw failure;
    return EXPLANATION_EXAMPLE;
  };

  const solve: SolveAlbum = async (files, question, watch, use) => {
    solved.push({ files, question, signal: watch.signal });
    watch.onProgress?.(files.length, files.length, "photos");
    await Promise.race([gate, aborted(watch.signal)]);
    if (failure !== null) throw failure;
    const share = ALBUM_SHARE_EXAMPLE;
    return use({
      model: PREDICTION_EXAMPLE.model,
      order: question.order ?? "given",
      sequence: [...files.keys()],
      hours: files.map(({ hours }) => (hours === "exif" ? null : hours)),
      takenAt: files.map(() => null),
      belongs: 0.97,
      ...{ by: "hmm", isPassedOver: false },
      clocks: [],
      shares: new Map(files.map((_, i) => [i, share])),
      async *answers() {
        for (const [i, { file }] of files.entries()) {
          remarked = i + 1;
          const warnings = remark ? [remark(i)] : [];
          yield { file, prediction: { ...PREDICTION_EXAMPLE, warnings, album: share } };
        }
      },
    });
  };

  return {
    calls,
    explained,
    solved,
    remark(text) {
      remark = text;
    },
    get remarked() {
      return remarked;
    },
    hold() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => open(),
    fail(error) {
      failure = error;
    },
    service: {
      locate,
      explain,
      solve,
      takeTurn: createTurns(),
      checkPhoto: (photo) => checkPhoto(photo, LIMITS),
      places,
      readiness,
      models: async () => [MODEL_EXAMPLE],
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(cancelled());
    signal.addEventListener("abort", () => reject(cancelled()));
  });
}

export interface TestService {
  readonly url: string;
  readonly port: number;
  readonly locator: FakeLocator;
  /** Every line that was logged, as JSON. */
  readonly logged: string[];
  /** How many connections there are. */
  readonly open: () => Promise<number>;
}

export interface TestSettings extends Partial<HttpSettings> {
  readonly games?: Service["games"];
  readonly downloads?: Service["downloads"];
  readonly evaluations?: Service["evaluations"];
  readonly basemap?: Basemap;
  readonly readiness?: () => Readiness;
  readonly connections?: number;
  readonly stallMs?: number;
}

/** Starts a service that ends with the test. */
export async function startTestService(settings: TestSettings = {}): Promise<TestService> {
  const { readiness, games, downloads, evaluations, basemap, ...http } = settings;
  const locator = createFakeLocator(readiness);
  const logged: string[] = [];
  const note = (fields: object, message: string) =>
    void logged.push(
      JSON.stringify({ ...fields, message }, (_key, value) =>
        value instanceof Error ? value.stack : value,
      ),
    );
  const folder = await makePage();
  const app = createApp(
    {
      ...locator.service,
      ...(games && { games }),
      ...(downloads && { downloads }),
      ...(evaluations && { evaluations }),
      ...(basemap && { basemap: () => basemap }),
    },
    {
      uploads: true,
      token: null,
      modelDownloads: false,
      maxPhotoMb: LIMITS.maxBytes / 2 ** 20,
      maxMegapixels: LIMITS.maxPixels / 1e6,
      decodeMemoryMb: 480,
      uploadMemoryMb: 64,
      albumDays: 30,
      maxAlbumPhotos: 2000,
      finestResolution: 7,
      rateLimit: 0,
      gameRateLimit: 0,
      slots: 2,
      queue: 3,
      cors: [],
      basePath: "",
      host: "127.0.0.1",
      hosts: [],
      trustProxy: 0,
      version: "0.0.0-test",
      attribution: "Nobody",
      clientFolder: join(folder, "dist"),
      geodataFolder: join(folder, "geodata"),
      ...http,
    },
    { info: note, warn: note, error: note },
  );
  const { connections = 0, stallMs } = settings;
  const server = createHttpServer(app, {
    connections,
    trustProxy: settings.trustProxy ?? 0,
    ...(stallMs !== undefined && { stallMs }),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    locator.release();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const countConnections = promisify(server.getConnections.bind(server));
  return { url: `http://127.0.0.1:${port}`, port, locator, logged, open: countConnections };
}

/** A built page and a base map of 1,000 bytes, with a secret beside them. */
async function makePage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "graticule-page-"));
  await mkdir(join(folder, "dist", "assets"), { recursive: true });
  await mkdir(join(folder, "geodata"));
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "dist", "index.html"), "<!doctype html><title>Graticule</title>");
  await writeFile(join(folder, "dist", "assets", "index-AbC123.js"), "export {};");
  await writeFile(join(folder, "geodata", "basemap.pmtiles"), Buffer.alloc(1000, "m"));
  return folder;
}

export const JPEG = await quarters().jpeg().toBuffer();

/** Sends a photo as the whole body. */
export function postRaw(url: string, query = "", init: RequestInit = {}): Promise<Response> {
  const { headers, ...rest } = init;
  return fetch(`${url}/v1/predictions${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", ...(headers as Record<string, string>) },
    body: new Uint8Array(JPEG),
    ...rest,
  });
}

/** Sends a photo as a multipart part, with text parts. */
export function postForm(
  url: string,
  fields: Readonly<Record<string, string>> = {},
  photo: Uint8Array = JPEG,
  query = "",
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("image", new Blob([new Uint8Array(photo)]), "holiday.jpg");
  return fetch(`${url}/v1/predictions${query}`, { method: "POST", body: form });
}

/** Waits until something holds; fails the test after two seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 2000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("It did not come to pass within 2 s.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
