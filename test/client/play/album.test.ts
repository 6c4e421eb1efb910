import { afterEach, expect, it, vi } from "vitest";
import { refusals, removeAlbum } from "../../../client/play/album.tsx";
import { failure, player } from "../../../client/play/store.ts";
import { PACKS_EXAMPLE, PLAYER_EXAMPLE } from "../../../core/game/examples.ts";

afterEach(() => vi.unstubAllGlobals());

const LOBBY: Record<string, object> = {
  "/v1/packs": { ...PACKS_EXAMPLE, photos: 0, today: "2026-01-01" },
  "/v1/players/me": { ...PLAYER_EXAMPLE, albums: [] },
};

it("says why an album could not be deleted, until it is", async () => {
  const problem = { code: "internal", title: "T", detail: "The disk is away." };
  const answers = [Response.json(problem, { status: 500 }), new Response(null, { status: 204 })];
  vi.stubGlobal("fetch", async (path: string, { method }: RequestInit) =>
    method === "DELETE" ? answers.shift() : Response.json(LOBBY[path]),
  );
  await removeAlbum("a", "3 photos");
  expect(refusals.value).toEqual([{ name: "3 photos", detail: "The disk is away." }]);
  expect(failure.value).toBeNull();
  await removeAlbum("a", "3 photos");
  expect(refusals.value).toEqual([]);
  expect(player.value).toEqual(LOBBY["/v1/players/me"]);
});
