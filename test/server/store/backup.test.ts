import { cp } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { newId, openSigner } from "../../../server/game/ids.ts";
import { openTable, PLACES, playRound } from "../game/fixture.ts";
import { STORES } from "../game/stores.ts";
import { temporaryFolder } from "../model/fixture.ts";

it("a copy of the data folder of a stopped service has every guess, and knows its players", {
  timeout: 60_000,
}, async () => {
  const store = await STORES[0]!.start();
  onTestFinished(() => store.stop());
  const player = newId();
  const table = await openTable(store.settings);
  const cookie = table.games.signer.sign(player);
  const request = { mode: "five", strength: "full", timerS: null } as const;
  const { id } = await table.games.start(player, request, null);
  const played = await playRound(table, player, id, 1, PLACES[0]!);
  await table.close();
  const copy = await temporaryFolder();
  await cp(store.settings.data, copy, { recursive: true });
  const restored = await openTable({ data: copy, databaseUrl: null });
  onTestFinished(() => restored.close());
  expect(await restored.games.game(player, id)).toEqual(played);
  expect((await openSigner(copy)).verify(cookie)).toBe(player);
});
