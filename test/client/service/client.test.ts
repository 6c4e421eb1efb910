import { afterEach, describe, expect, it, vi } from "vitest";
import { type About, watchService } from "../../../client/service/about.ts";
import { askService, type Progress } from "../../../client/service/ask.ts";
import { askDownload } from "../../../client/service/download.ts";
import { service } from "../../../client/service/service.ts";
import { PREDICTION_EXAMPLE } from "../../../core/contracts/examples.ts";

afterEach(() => vi.unstubAllGlobals());

/** A service that answers everything alike, and the requests that it was sent. */
function answerAll(make: () => Response): [url: string, init: RequestInit][] {
  const asked: [string, RequestInit][] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked.push([url, init]);
    return make();
  });
  return asked;
}

const UNREADABLE = {
  code: "answer_unreadable",
  title: "The server's answer is not understood",
  canRetry: false,
};

describe("a call", () => {
  it("goes where its contract says, with what it is given", async () => {
    const asked = answerAll(() => new Response("{}"));
    await service.fetch("getEvaluationPrediction", {
      params: { id: "a/b" },
      query: { photo: "x y.jpg" },
    });
    await service.ask("startModelDownload", { params: { name: "geoclip" }, body: {} });
    expect(asked.map(([url, { method, body }]) => [method, url, body])).toEqual([
      ["GET", "/v1/evaluations/a%2Fb/prediction?photo=x+y.jpg", undefined],
      ["POST", "/v1/models/geoclip/download", "{}"],
    ]);
    expect(asked[1]![1].headers).toMatchObject({ "Content-Type": "application/json" });
  });

  it("answers the document that fits its contract", async () => {
    answerAll(() => Response.json({ state: "ready" }));
    expect(await service.ask("getReadiness")).toEqual({ answer: { state: "ready" } });
  });

  it("fails in words for people when the answer does not fit, and says where", async () => {
    answerAll(() => Response.json({ models: [{ name: "preview" }] }));
    const asked = await service.ask("listModels");
    expect(asked).toMatchObject({ failure: UNREADABLE, status: 200 });
    expect(asked).toMatchObject({
      failure: { detail: expect.stringMatching(/models\/0\/version.*Reload.*update the service/) },
    });
  });

  it("fails as a problem says, or for want of an answer", async () => {
    answerAll(() => Response.json({ code: "busy", title: "T", detail: "D" }, { status: 503 }));
    expect(await service.ask("listModels")).toMatchObject({
      failure: { code: "busy" },
      status: 503,
    });
    vi.stubGlobal("navigator", { onLine: true });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("gone")));
    expect(await service.ask("listModels")).toMatchObject({
      failure: { code: "unreachable" },
      status: null,
    });
  });
});

describe("an answer that the page does not understand", () => {
  it("ends a download's watch with a failure", async () => {
    answerAll(() => Response.json({ name: "geoclip", state: "thinking" }));
    expect(await askDownload("GET")).toMatchObject({ failure: UNREADABLE });
  });

  it.each([
    ["/readyz", { state: "ready" }],
    ["/v1/features", { version: "9" }],
  ])("is told of the service when %s answers it", async (path, document) => {
    vi.stubGlobal("fetch", async (url: string) =>
      Response.json(url === path ? { ...document, state: 1 } : {}),
    );
    const leaving = new AbortController();
    const news: About[] = [];
    await watchService((about) => {
      news.push(about);
      leaving.abort();
    }, leaving.signal);
    expect(news.map(({ readiness }) => readiness)).toEqual(["answer_unreadable"]);
  });

  it.each([
    ["a document without regions", { ...PREDICTION_EXAMPLE, regions: undefined }, UNREADABLE],
    ["a text that breaks off", '{"model":', { code: "not_understood", canRetry: true }],
  ])("fails a photo: %s", async (_what, document, failure) => {
    const text = typeof document === "string" ? document : JSON.stringify(document);
    vi.stubGlobal("XMLHttpRequest", fakeRequest(text));
    const news: Progress[] = [];
    const file = new File(["photo"], "a.jpg");
    await askService(file, "top_k=1", new AbortController().signal, (step) => news.push(step));
    expect(news.at(-1)).toMatchObject({ type: "failed", failure });
  });

  it("is none when the prediction fits", async () => {
    vi.stubGlobal("XMLHttpRequest", fakeRequest(JSON.stringify(PREDICTION_EXAMPLE)));
    const news: Progress[] = [];
    const file = new File(["photo"], "a.jpg");
    await askService(file, "top_k=1", new AbortController().signal, (step) => news.push(step));
    expect(news.at(-1)).toEqual({ type: "answered", prediction: PREDICTION_EXAMPLE });
  });
});

/** A request of the browser's that is answered 200 with a text. */
function fakeRequest(responseText: string) {
  return function XMLHttpRequest() {
    const request = {
      status: 200,
      responseText,
      upload: {},
      onload: () => {},
      open() {},
      setRequestHeader() {},
      getResponseHeader: () => null,
      send: () => queueMicrotask(() => request.onload()),
    };
    return request;
  };
}
