import { afterEach, describe, expect, it, vi } from "vitest";
import { secondsLeft } from "../../../client/play/clock.ts";
import {
  failure,
  isBusy,
  leave,
  phase,
  photoUrl,
  pin,
  resume,
  sendGuess,
} from "../../../client/play/store.ts";
import { GAME_EXAMPLE, PACKS_EXAMPLE, PLAYER_EXAMPLE } from "../../../core/game/examples.ts";

const ID = "a".repeat(22);
const GAME = {
  ...GAME_EXAMPLE,
  id: ID,
  rules: "pin",
  timerS: null,
  roundCount: 5,
  round: 1,
  rounds: [{ n: 1, state: "open", remainingMs: null, reveal: null }],
};
const LOBBY: Record<string, object> = {
  "/v1/packs": { ...PACKS_EXAMPLE, photos: 0, today: "2026-01-01" },
  "/v1/players/me": { ...PLAYER_EXAMPLE, albums: [] },
};

/** A service whose answer to one path comes when it is told to. */
function serve(held: string): { asked: Promise<void>; fail(): void } {
  let fail = () => {};
  const failed = new Promise<Response>((answer) => {
    fail = () =>
      answer(Response.json({ code: "internal", title: "T", detail: "D" }, { status: 500 }));
  });
  const asked = new Promise<void>((tell) => {
    vi.stubGlobal("fetch", async (path: string) => {
      if (path === held) tell();
      if (path === held) return failed;
      if (path.endsWith("/photo")) return new Response("photo");
      return Response.json(LOBBY[path] ?? GAME);
    });
  });
  return { asked, fail };
}

afterEach(() => {
  leave();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("a round", () => {
  it("is opened before its photo is asked for, and the photo's way is taken off the clock", async () => {
    const asked: string[] = [];
    const round = { n: 1, state: "open", remainingMs: 60_000, reveal: null };
    vi.spyOn(performance, "now").mockImplementation(() => (asked.length >= 3 ? 4_000 : 0));
    vi.stubGlobal("fetch", async (path: string, { method }: RequestInit) => {
      asked.push(`${method} ${path}`);
      if (path.endsWith("/photo")) return new Response("photo");
      return Response.json(LOBBY[path] ?? { ...GAME, timerS: 60, rounds: [round] });
    });
    await resume(ID);
    expect(asked).toEqual([
      `GET /v1/games/${ID}`,
      `POST /v1/games/${ID}/rounds/1/open`,
      `GET /v1/games/${ID}/rounds/1/photo`,
    ]);
    expect(secondsLeft.value).toBe(56);
  });
});

describe("a request that fails after the player has left", () => {
  it.each([
    ["the photo", `/v1/games/${ID}/rounds/1/photo`],
    ["the guess", `/v1/games/${ID}/rounds/1/guess`],
  ])("says nothing in the lobby: %s", async (_, path) => {
    const { asked, fail } = serve(path);
    let playing = resume(ID);
    if (path.endsWith("/guess")) {
      await playing;
      expect(photoUrl.value).not.toBeNull();
      pin.value = { lat: 1, lng: 2 };
      playing = sendGuess();
    }
    await asked;
    leave();
    fail();
    await playing;
    expect(isBusy.value).toBe(false);
    expect(phase.value).toBe("lobby");
    expect(failure.value).toBeNull();
  });

  it("is told to one who has stayed", async () => {
    const { asked, fail } = serve(`/v1/games/${ID}/rounds/1/photo`);
    const playing = resume(ID);
    await asked;
    fail();
    await playing;
    expect(failure.value).toMatchObject({ code: "internal", detail: "D" });
  });
});

describe("an answer that the page does not understand", () => {
  it("is said as a failure, and nothing of it is shown", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ ...GAME, rounds: [{ n: 1 }] }));
    await resume(ID);
    expect(failure.value).toMatchObject({ code: "answer_unreadable" });
    expect(failure.value?.detail).toContain("rounds/0/state");
    expect(phase.value).toBe("lobby");
  });
});
