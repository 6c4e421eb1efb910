import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  createReasonClient,
  type ReasonSettings,
  type Talk,
} from "../../../server/reason/client.ts";
import type { ModelQuestion } from "../../../server/reason/reply.ts";
import {
  type Act,
  type Asked,
  pictureOf,
  type ScriptedServer,
  startScripted,
} from "./scripted-server.ts";

const KEY = "sk-secret-of-the-operator";
const QUESTION: ModelQuestion = {
  system: "You know places.",
  text: "Where is this?",
  schema: { type: "object", properties: {}, additionalProperties: false },
  temperature: 0.7,
  maxTokens: 300,
};
const GOOD: Act = { say: '{"latitude": 48.85, "longitude": 2.35}' };
const NEVER = new AbortController().signal;
const SHA256 = "ab".repeat(32);

const open: ScriptedServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A client of a server that answers by the script, and a talk about one photo. */
async function talkTo(
  script: (asked: Asked, before: number) => Act,
  changes: Partial<ReasonSettings> = {},
) {
  const server = await startScripted(script);
  open.push(server);
  const folder = await mkdtemp(join(tmpdir(), "graticule-reason-"));
  const settings = settingsFor(server.url, folder, changes);
  const client = createReasonClient(settings);
  return { server, client, folder, settings, talk: client.talk(photo()) };
}

function settingsFor(
  url: string,
  folder: string,
  changes: Partial<ReasonSettings> = {},
): ReasonSettings {
  return {
    ...{ url, folder, model: "eyes:7b", key: KEY, timeoutMs: 5000, concurrency: 2, edge: 768 },
    perPhoto: { calls: 20, tokens: 0 },
    perDay: { calls: 0, tokens: 0 },
    ...{ record: null, replay: null, pauseMs: 5 },
    ...changes,
  };
}

const photo = (sha256 = SHA256) => ({ sha256, jpeg: async () => Buffer.from("pixels") });
const ask = (talk: Talk, sample = 0) => talk.ask(QUESTION, sample, NEVER);

describe("a question", () => {
  it("goes out once, with the picture, the schema, our own headers and no others", async () => {
    vi.stubEnv("OPENAI_ORG_ID", "somebody");
    vi.stubEnv("OPENAI_CUSTOM_HEADERS", "x-of-another: 1");
    const { server, talk } = await talkTo(() => GOOD);
    const reply = await ask(talk);
    vi.unstubAllEnvs();
    expect(reply).toEqual({
      text: '{"latitude": 48.85, "longitude": 2.35}',
      isCut: false,
      tokensIn: 1200,
      tokensOut: 40,
    });
    expect(server.asked).toHaveLength(1);
    const [asked] = server.asked as [Asked];
    expect(asked.path).toBe("/v1/chat/completions");
    expect(asked.body).toMatchObject({
      model: "eyes:7b",
      max_tokens: 300,
      temperature: 0.7,
      response_format: {
        type: "json_schema",
        json_schema: { strict: true, schema: QUESTION.schema },
      },
    });
    expect(pictureOf(asked).toString()).toBe("pixels");
    const ours = ["accept", "authorization", "content-type", "user-agent"];
    const ofHttp = ["accept-encoding", "accept-language", "connection", "content-length", "host"];
    const others = Object.keys(asked.headers).filter((name) => !ours.includes(name));
    expect(others.filter((name) => !ofHttp.includes(name))).toEqual(["sec-fetch-mode"]);
    expect(asked.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(asked.headers["user-agent"]).toBe("graticule");
    expect(talk.usage()).toMatchObject({ calls: 1, tokensIn: 1200, tokensOut: 40 });
  });

  it("is told as it comes where somebody listens", async () => {
    const { server, talk } = await talkTo(() => GOOD);
    const pieces: string[] = [];
    const reply = await talk.ask(QUESTION, 0, NEVER, (piece) => pieces.push(piece));
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join("")).toBe(reply.text);
    expect(reply).toMatchObject({ tokensIn: 1200, tokensOut: 40 });
    expect(server.asked[0]!.body).toMatchObject({ stream_options: { include_usage: true } });
  });

  it("is estimated in tokens where the server counts none", async () => {
    const { talk } = await talkTo(() => ({ say: "x".repeat(400), usage: false }));
    expect(await ask(talk)).toMatchObject({ tokensOut: 100, tokensIn: 1008 });
  });

  it("opens no connection before it is asked", async () => {
    const { server } = await talkTo(() => GOOD);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.asked).toHaveLength(0);
  });
});

describe("what servers answer instead", () => {
  const cases: [string, Act, string, RegExp][] = [
    [
      "401",
      { status: 401, error: { message: `Incorrect API key ${KEY}` } },
      "unauthorized",
      /GRATICULE_REASON_KEY/,
    ],
    [
      "404",
      { status: 404, error: { message: 'model "eyes:7b" not found' } },
      "model_missing",
      /GRATICULE_REASON_MODEL/,
    ],
    [
      "no pictures (vLLM)",
      { status: 400, error: { message: "eyes:7b is not a multimodal model" } },
      "no_images",
      /sees no pictures/,
    ],
    [
      "no pictures (llama.cpp)",
      {
        status: 500,
        error: {
          message: "image input is not supported - hint: you may need to provide the mmproj",
        },
      },
      "no_images",
      /sees no pictures/,
    ],
    ["too large a body", { status: 413 }, "not_understood", /GRATICULE_REASON_EDGE/],
    ["nothing", { say: "  " }, "no_answer", /with nothing/],
    ["thoughts alone", { say: "", finish: "length" }, "no_answer", /300 tokens/],
    ["no chat completion", { body: '{"response": "Paris"}' }, "not_chat", /no chat completion/],
    ["a page", { body: "<h1>Login</h1>", type: "text/html" }, "not_chat", /no chat completion/],
    ["half a JSON", { body: '{"choices": [{"mess' }, "cut_off", /cut off/],
    [
      "another host",
      { status: 307, headers: { location: "http://169.254.169.254/latest" } },
      "redirected",
      /169\.254\.169\.254, which is not followed/,
    ],
  ];
  it.each(cases)("%s", async (_, act, code, words) => {
    const { talk } = await talkTo(() => act);
    const error = await ask(talk).catch((found: unknown) => found);
    expect(error).toMatchObject({ name: "ReasonError", code });
    expect(String(error)).toMatch(words);
    expect(String(error)).not.toContain(KEY);
  });

  it("nobody at the address", async () => {
    const { server, talk } = await talkTo(() => GOOD);
    await server.close();
    const error = await ask(talk).catch((found: unknown) => found);
    expect(error).toMatchObject({ code: "unreachable" });
    expect(String(error)).toMatch(/ECONNREFUSED.*start the model's server/);
  });

  it("an answer without end: no more is read than an answer has", async () => {
    const { talk } = await talkTo(() => ({ body: `{"choices": "${"x".repeat(3 * 2 ** 20)}"}` }));
    await expect(ask(talk)).rejects.toMatchObject({ code: "too_long" });
  });

  it("nothing within the time", async () => {
    const { server, talk } = await talkTo(() => ({ afterMs: 2000, next: GOOD }), { timeoutMs: 80 });
    await expect(ask(talk)).rejects.toMatchObject({ code: "slow" });
    expect(server.asked).toHaveLength(1);
  });

  it("a stream that stops in the middle", async () => {
    const half = 'data: {"choices":[{"delta":{"content":"Par"}}]}\n\n';
    const { talk } = await talkTo(() => ({ body: half, type: "text/event-stream" }));
    await expect(talk.ask(QUESTION, 0, NEVER, () => {})).rejects.toMatchObject({ code: "cut_off" });
  });
});

describe("asking again", () => {
  it("after 500 and a broken connection", async () => {
    const acts: Act[] = [{ status: 500 }, { breakOff: "within" }, GOOD];
    const { server, talk } = await talkTo((_, before) => acts[before]!);
    expect((await ask(talk)).text).toContain("48.85");
    expect(server.asked).toHaveLength(3);
    expect(talk.usage().calls).toBe(3);
  });

  it("gives up after three tries", async () => {
    const { server, talk } = await talkTo(() => ({ status: 503 }));
    await expect(ask(talk)).rejects.toMatchObject({ code: "failing" });
    expect(server.asked).toHaveLength(3);
  });

  it("waits as long as Retry-After says", async () => {
    const busy: Act = { status: 429, headers: { "retry-after": "0.2" } };
    const { talk } = await talkTo((_, before) => (before === 0 ? busy : GOOD));
    const started = performance.now();
    await ask(talk);
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it("does not wait for minutes", async () => {
    const busy: Act = { status: 429, headers: { "retry-after": "3600" } };
    const { server, talk } = await talkTo(() => busy);
    await expect(ask(talk)).rejects.toMatchObject({ code: "rate_limited" });
    expect(server.asked).toHaveLength(1);
  });
});

describe("dialects", () => {
  const refusals: [
    string,
    (body: Record<string, unknown>) => boolean,
    string,
    Record<string, unknown>,
  ][] = [
    [
      "no json_schema (older llama.cpp and vLLM)",
      (body) => /"json_schema"/.test(JSON.stringify(body)),
      'response_format type must be one of "text" or "json_object"',
      {
        response_format: { type: "json_object" },
        guided_json: QUESTION.schema,
        format: QUESTION.schema,
      },
    ],
    ["no schema at all", (body) => "response_format" in body, "unknown field response_format", {}],
    [
      "the longer name of the limit (OpenAI)",
      (body) => "max_tokens" in body,
      "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
      { max_completion_tokens: 300 },
    ],
    [
      "one temperature alone (OpenAI)",
      (body) => "temperature" in body,
      "Unsupported value: 'temperature' does not support 0.7",
      {},
    ],
  ];
  it.each(refusals)("%s: asked otherwise, and remembered", async (_, refuses, message, wanted) => {
    const { server, client, talk } = await talkTo(({ body }) =>
      refuses(body) ? { status: 400, error: { message } } : GOOD,
    );
    expect((await ask(talk)).text).toContain("48.85");
    const tries = server.asked.length;
    expect(server.asked.at(-1)!.body).toMatchObject(wanted);
    expect(refuses(server.asked.at(-1)!.body)).toBe(false);
    await ask(client.talk(photo()));
    expect(server.asked).toHaveLength(tries + 1);
  });

  it("no usage in streams: asked without it", async () => {
    const { talk } = await talkTo(({ body }) =>
      "stream_options" in body
        ? { status: 400, error: { message: "stream_options is not permitted" } }
        : { ...GOOD, usage: false },
    );
    const reply = await talk.ask(QUESTION, 0, NEVER, () => {});
    expect(reply.text).toContain("48.85");
  });

  it("a server that takes nothing is left after a few calls", async () => {
    const { server, talk } = await talkTo(() => ({ status: 400, error: "no" }));
    await expect(ask(talk)).rejects.toMatchObject({ code: "not_understood" });
    expect(server.asked).toHaveLength(3);
  });
});

describe("what may be spent", () => {
  it("on a photo: so many calls, those that fail among them, and not one more", async () => {
    const { server, client } = await talkTo(
      (_, before) => (before === 0 ? { status: 500 } : GOOD),
      {
        perPhoto: { calls: 3, tokens: 0 },
      },
    );
    const talk = client.talk(photo());
    await Promise.allSettled([0, 1, 2, 3, 4].map((sample) => ask(talk, sample)));
    expect(server.asked).toHaveLength(3);
    await expect(ask(talk)).rejects.toMatchObject({ code: "spent" });
    await ask(client.talk(photo()));
    expect(server.asked).toHaveLength(4);
  });

  it("on a photo: no call once its tokens are used up", async () => {
    const { server, client } = await talkTo(() => GOOD, { perPhoto: { calls: 9, tokens: 2000 } });
    const talk = client.talk(photo());
    await ask(talk, 0);
    await ask(talk, 1);
    await expect(ask(talk, 2)).rejects.toThrow(/2000 tokens.*GRATICULE_REASON_TOKENS/);
    expect(server.asked).toHaveLength(2);
  });

  it("on a day: over all clients that share the folder", async () => {
    const perDay = { calls: 5, tokens: 0 };
    const { server, client, folder } = await talkTo(() => GOOD, { perDay, concurrency: 8 });
    const other = createReasonClient(settingsFor(server.url, folder, { perDay, concurrency: 8 }));
    const talks = [client, other].flatMap((each) => [each.talk(photo()), each.talk(photo())]);
    const asked = talks.flatMap((talk) => [ask(talk, 0), ask(talk, 1)]);
    const settled = await Promise.allSettled(asked);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(server.asked).toHaveLength(5);
  });

  it("on a day: the tokens too, and the next day counts anew", async () => {
    const perDay = { calls: 0, tokens: 1000 };
    const { server, client, folder } = await talkTo(() => GOOD, { perDay });
    await ask(client.talk(photo()));
    await expect(ask(client.talk(photo()))).rejects.toMatchObject({ code: "spent" });
    vi.useFakeTimers({ now: Date.now() + 86_400_000, toFake: ["Date"] });
    await ask(client.talk(photo()));
    vi.useRealTimers();
    expect(server.asked).toHaveLength(2);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("at a time: no more calls than allowed", async () => {
    let [now, most] = [0, 0];
    const { client } = await talkTo(
      () => {
        now += 1;
        most = Math.max(most, now);
        setTimeout(() => {
          now -= 1;
        }, 25);
        return { afterMs: 30, next: GOOD };
      },
      { concurrency: 2 },
    );
    await Promise.all([0, 1, 2, 3, 4, 5].map((i) => ask(client.talk(photo()), i)));
    expect(most).toBe(2);
  });
});

describe("leaving", () => {
  const waits: [string, Act, Partial<ReasonSettings>][] = [
    ["while the model thinks", { afterMs: 3000, next: GOOD }, {}],
    ["while a pause is made", { status: 429, headers: { "retry-after": "30" } }, {}],
  ];
  it.each(waits)("%s: within 200 ms, and no further call", async (_, act, changes) => {
    const { server, talk } = await talkTo(() => act, changes);
    const leaving = new AbortController();
    const asked = [0, 1, 2].map((sample) => talk.ask(QUESTION, sample, leaving.signal));
    const all = Promise.allSettled(asked);
    await vi.waitFor(() => expect(server.asked).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const started = performance.now();
    leaving.abort();
    const settled = await all;
    expect(performance.now() - started).toBeLessThan(200);
    for (const result of settled) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "cancelled" } });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.asked).toHaveLength(2);
  });
});

describe("a cassette", () => {
  it("answers what was recorded, by photo and sample, without a call, a key or a picture", async () => {
    const record = join(await mkdtemp(join(tmpdir(), "graticule-cassette-")), "deep/tape.jsonl");
    const { server, client, settings } = await talkTo(
      (_, before) => (before < 2 ? { say: `answer ${before} ${KEY}` } : { status: 404 }),
      { record },
    );
    const talk = client.talk(photo());
    const replies = [await ask(talk, 0), await ask(talk, 1)];
    await ask(talk, 2).catch(() => {});
    const text = await readFile(record, "utf8");
    expect(text.trim().split("\n")).toHaveLength(3);
    expect(text).toContain(SHA256);
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(Buffer.from("pixels").toString("base64"));

    const replay = createReasonClient({ ...settings, record: null, replay: record, key: null });
    const again = replay.talk({
      sha256: SHA256,
      jpeg: () => Promise.reject(new Error("not needed")),
    });
    expect((await ask(again, 1)).text).toBe(replies[1]!.text.replace(KEY, "(key)"));
    expect((await ask(again, 0)).tokensIn).toBe(1200);
    await expect(ask(again, 2)).rejects.toMatchObject({ code: "model_missing" });
    await expect(ask(again, 3)).rejects.toMatchObject({ code: "not_recorded" });
    await expect(ask(replay.talk(photo("cd".repeat(32))), 0)).rejects.toMatchObject({
      code: "not_recorded",
    });
    expect(again.usage()).toMatchObject({ calls: 0, tokensIn: 2400 });
    expect(server.asked).toHaveLength(3);
  });

  it("that is none is refused with its line", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "graticule-cassette-")), "tape.jsonl");
    await writeFile(file, '\n{"id": "short"}\n');
    const { talk } = await talkTo(() => GOOD, { replay: file });
    await expect(ask(talk)).rejects.toThrow(/line 2: expected an exchange/);
  });
});
