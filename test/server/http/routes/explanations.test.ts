import { describe, expect, it } from "vitest";
import { GraticuleError } from "../../../../core/contracts/errors.ts";
import { EXPLANATION_EXAMPLE } from "../../../../core/contracts/examples.ts";
import { JPEG, startTestService, until } from "../fixture.ts";

const LINES = "application/x-ndjson";

function post(url: string, query = "", init: RequestInit = {}): Promise<Response> {
  const { headers, ...rest } = init;
  return fetch(`${url}/v1/explanations${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", ...(headers as Record<string, string>) },
    body: new Uint8Array(JPEG),
    ...rest,
  });
}

describe("POST /v1/explanations", () => {
  it("answers a document, with place, grid and hints from the query and the form", async () => {
    const { url, locator } = await startTestService();
    const form = new FormData();
    form.append("within", "SE");
    form.append("image", new Blob([new Uint8Array(JPEG)]), "holiday.jpg");
    const answer = await fetch(`${url}/v1/explanations?place=country:SE&grid=5`, {
      method: "POST",
      body: form,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(answer.headers.get("server-timing")).toMatch(/occlusion;dur=1620\.4/);
    expect(await answer.json()).toEqual(EXPLANATION_EXAMPLE);
    expect(locator.explained[0]!.options).toMatchObject({
      place: { level: "country", id: "SE" },
      grid: 5,
      question: { within: [[{ kind: "country", id: "SE" }]] },
    });
  });

  it("tells line by line how far it is, before the answer", async () => {
    const { url, locator } = await startTestService();
    locator.hold();
    const answer = await post(url, "", { headers: { Accept: LINES } });
    expect(answer.headers.get("content-type")).toMatch(LINES);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = await reader.read();
    expect(first.value).toBe('{"type":"progress","done":2,"total":4}\n');
    locator.release();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
    expect(JSON.parse(rest)).toEqual({ type: "explanation", explanation: EXPLANATION_EXAMPLE });
  });

  it("answers what fails at once as a problem, and what fails later as a line", async () => {
    const { url, locator, logged } = await startTestService();
    const early = await post(url, "?grid=99", { headers: { Accept: LINES } });
    expect(early.status).toBe(400);
    expect(await early.json()).toMatchObject({ code: "parameter_invalid" });
    locator.fail(new GraticuleError("internal", "Secret path /root/x"));
    const late = await post(url, "", { headers: { Accept: LINES } });
    const lines = (await late.text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(["progress", "problem"]);
    expect(JSON.parse(lines[1]!).problem).toMatchObject({ code: "internal", status: 500 });
    expect(lines[1]).not.toContain("Secret");
    expect(logged.join("\n")).toContain("Secret");
  });

  it("frees the place of a client that leaves", async () => {
    const { url, locator } = await startTestService({ slots: 1, queue: 0 });
    locator.hold();
    const leaving = new AbortController();
    const asked = post(url, "", { signal: leaving.signal, headers: { Accept: LINES } });
    await until(() => locator.explained.length === 1);
    expect((await post(url)).status).toBe(503);
    leaving.abort();
    await asked.then((answer) => answer.text()).catch(() => {});
    await until(() => locator.explained[0]!.signal.aborted);
    locator.release();
    await until(() => locator.explained.length === 1);
    expect((await post(url)).status).toBe(200);
  });

  it.each([
    ["?place=Sweden", 400, "parameter_invalid"],
    ["?format=csv", 400, "parameter_invalid"],
    ["?within=Frnace", 400, "hint_invalid"],
  ])("refuses %s before the photo is looked at", async (query, status, code) => {
    const { url, locator } = await startTestService();
    const answer = await post(url, query);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
    expect(locator.explained).toHaveLength(0);
  });

  it("keeps to the operator's token and switch", async () => {
    const guarded = await startTestService({ token: "0123456789abcdef" });
    expect((await post(guarded.url)).status).toBe(401);
    const closed = await startTestService({ uploads: false });
    expect((await post(closed.url)).status).toBe(403);
  });
});
