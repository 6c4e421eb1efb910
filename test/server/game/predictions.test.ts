import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Position } from "../../../core/earth/lng-lat.ts";
import type { Summary } from "../../../core/eval/figures/summary.ts";
import { fingerprintOf } from "../../../core/eval/reading/fingerprint.ts";
import { readTruth } from "../../../core/eval/reading/truth.ts";
import type { Game, NewGame } from "../../../core/game/api.ts";
import { GRACE_MS } from "../../../core/game/modes.ts";
import { newId } from "../../../server/game/ids.ts";
import { EXIT } from "../../../server/process/exit.ts";
import { runInTerminal } from "../cli/terminal.ts";
import { MODEL_AT, openTable, PLACES, playRound, type Table } from "./fixture.ts";
import { STORES, type Store } from "./stores.ts";

const TINY = fileURLToPath(new URL("../../fixtures/bundle", import.meta.url));
const HEADER = "id,pred_lat,pred_lon,lat,lon,pins";

interface Row {
  readonly id: string;
  readonly at: Position;
  readonly truth: Position;
  readonly pins: number;
}

function readRows(csv: string): Row[] {
  const [header, ...lines] = csv.trimEnd().split("\r\n");
  expect(header).toBe(HEADER);
  return lines.map((line) => {
    const [id, ...fields] = line.split(",");
    const [lat, lng, trueLat, trueLng, pins] = fields.map(Number) as [number, ...number[]];
    return {
      id: id!,
      at: { lat, lng: lng! },
      truth: { lat: trueLat!, lng: trueLng! },
      pins: pins!,
    };
  });
}

/** GeoScore by a formula of its own: the spherical law of cosines, nothing rounded. */
function geoScore(a: Position, b: Position): number {
  const rad = (degrees: number) => (degrees / 180) * Math.PI;
  const cosine =
    Math.sin(rad(a.lat)) * Math.sin(rad(b.lat)) +
    Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.cos(rad(a.lng - b.lng));
  return 5000 / Math.exp((6371.0088 * Math.acos(Math.min(1, cosine))) / 1492.7);
}

describe.each(STORES)("players as a row of eval, $name", { timeout: 180_000 }, (kind) => {
  if (kind.isMissing) {
    it.skip(`${kind.name} is not installed`, () => {});
    return;
  }
  let store: Store;
  let folder: string;
  /** Photos of the first game, and what Ann and Bob said of them. */
  const said = new Map<string, { ann: Position; bob: Position | null }>();

  beforeAll(async () => {
    store = await kind.start();
    folder = await mkdtemp(join(tmpdir(), "graticule-players-"));
    const table = await openTable(store.settings);
    await playAll(table);
    // What keeps games in a folder lets one program in at a time.
    await table.close();
  }, 180_000);
  afterAll(async () => {
    await store?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /**
   * Ann puts five pins, Bob four at the same photos and lets one round end without; then he bets on ten of the twelve
   * photos, so that he sees some again. Cem, who has not agreed, puts five.
   */
  async function playAll(table: Table): Promise<void> {
    const [ann, bob, cem] = [newId(), newId(), newId()];
    const timed: NewGame = { mode: "five", strength: "full", timerS: 30 };
    const first = await table.games.start(ann, timed, null);
    for (let n = 1; n <= 5; n++) {
      const { lat, lng } = await table.truthOf(first.id, n);
      const guess = { lat: lat / 2, lng: lng / 2 };
      await playRound(table, ann, first.id, n, guess);
      said.set(`${lat},${lng}`, { ann: guess, bob: null });
      table.clock.now += 1000;
    }
    const { challenge } = first;
    let game: Game = await table.games.start(bob, { ...timed, mode: "challenge", challenge }, null);
    for (let n = 1; n <= 5; n++) {
      const { lat, lng } = await table.truthOf(game.id, n);
      const guess = { lat: -10, lng: n };
      if (n === 2) {
        await table.games.open(bob, game.id, n);
        table.clock.now += 30_000 + GRACE_MS + 1;
        await expect(table.games.guess(bob, game.id, n, guess, null)).rejects.toThrow(/without/);
        continue;
      }
      await playRound(table, bob, game.id, n, guess);
      said.get(`${lat},${lng}`)!.bob = guess;
      table.clock.now += 1000;
    }
    game = await table.games.start(bob, { mode: "bet", strength: "full", timerS: null }, null);
    for (let n = 1; n <= 10; n++) {
      const bet = { lat: 1, lng: 1, radiusKm: 500, confidence: 0.5 };
      await playRound(table, bob, game.id, n, bet);
      table.clock.now += 1000;
    }
    game = await table.games.start(cem, { mode: "five", strength: "full", timerS: null }, null);
    for (let n = 1; n <= 5; n++) await playRound(table, cem, game.id, n, { lat: 2, lng: 2 });
    for (const player of [ann, bob]) await table.games.changePlayer(player, { consent: true });
  }

  const run = (args: readonly string[]) => {
    const { data, databaseUrl } = store.settings;
    const env = {
      GRATICULE_DATA: data,
      GRATICULE_CACHE: folder,
      GRATICULE_BUNDLE: TINY,
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    };
    return runInTerminal(args, { env });
  };
  const summaryOf = async (name: string) =>
    JSON.parse(await readFile(join(folder, name, "summary.json"), "utf8")) as Summary;

  it("takes one first pin a photo from those who agreed, and says what it left out", async () => {
    const { exit, stdout, stderr } = await run(["games", "export", "--predictions"]);
    expect(exit).toBe(EXIT.ok);
    const rows = readRows(stdout);
    expect(rows).toHaveLength(5);
    for (const { id, at, truth, pins } of rows) {
      expect(id).toMatch(/^places\/secret-file-\d+\.jpg$/);
      // The position that the fixture's photo was added with, to the precision of its EXIF.
      const place = PLACES[Number(/\d+/.exec(id)![0])]!;
      expect(truth.lat).toBeCloseTo(place.lat, 5);
      expect(truth.lng).toBeCloseTo(place.lng, 5);
      const { ann, bob } = said.get(`${truth.lat},${truth.lng}`)!;
      expect([ann, ...(bob ? [bob] : [])]).toContainEqual(at);
      expect(pins).toBe(bob ? 2 : 1);
    }
    expect(stderr).toBe(
      "5 photos, one pin each, drawn from 9 of 2 players. Left out: 1 rounds without a pin, 7 guesses of a country or a circle, 3 guesses by players who had seen the photo before.\n",
    );
    // The same draw each time.
    expect((await run(["games", "export", "--predictions"])).stdout).toBe(stdout);
    const all = await run(["games", "export", "--predictions", "--all"]);
    expect(all.stderr).toMatch(/drawn from 14 of 3 players/);
  });

  it("becomes a row beside a model on the same photos", async () => {
    const players = join(folder, "players.csv");
    const exported = await run(["games", "export", "--predictions", "--pack", "places"]);
    await writeFile(players, exported.stdout);
    const model = join(folder, "model.csv");
    const named = PLACES.map((_, i) => `secret-file-${i}.jpg,${MODEL_AT.lat},${MODEL_AT.lng}\n`);
    await writeFile(model, `id,lat,lon\n${named.join("")}`);
    const score = (predictions: string, output: string) =>
      run([
        ...["eval", "score", "--predictions", predictions, "--truth", players],
        ...["--output", join(folder, output), "--resamples", "20"],
      ]);

    const own = await score(players, "own");
    expect(own.exit).toBe(EXIT.ok);
    expect(own.stdout).toContain("# players on players");
    const other = await score(model, "other");
    expect(other.stderr).toContain("7 predictions are for photos that the set does not have");
    const [ours, theirs] = await Promise.all(["own", "other"].map(summaryOf));
    expect(ours!.name).toBe("players");
    expect(ours!.counts).toMatchObject({ scored: 5, missing: { count: 0 }, extra: { count: 0 } });
    // One table in reports and in the page, and what `eval compare` asks for.
    expect(ours!.dataset.fingerprint).toBe(theirs!.dataset.fingerprint);
    const rows = readRows(exported.stdout);
    // Named as in a benchmark's own table, so that a pack that was played to its end is that set.
    for (const { id } of rows) expect(id).toMatch(/^secret-file-\d+\.jpg$/);
    const lines = rows.map(({ id, truth }) => `${id},${truth.lat},${truth.lng}\n`);
    const { rows: table } = readTruth(`IMG_ID,LAT,LON\n${lines.join("")}`);
    expect(ours!.dataset.fingerprint).toBe(await fingerprintOf(table));
    const mean = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0) / 5;
    expect(ours!.measures!.geoScore.value).toBeCloseTo(
      mean(({ at, truth }) => geoScore(at, truth)),
      3,
    );
    expect(theirs!.measures!.geoScore.value).toBeCloseTo(
      mean(({ truth }) => geoScore(MODEL_AT, truth)),
      3,
    );

    const compared = await run(["eval", "compare", join(folder, "own"), join(folder, "other")]);
    expect(compared.exit).toBe(EXIT.ok);
    expect(compared.stdout).toMatch(/players/);
    expect(compared.stdout).toMatch(/model/);
  });

  it.each([
    [["--predictions", "--photos"], "two exports"],
    [["--pack", "places"], "--pack goes with --predictions"],
    [["--predictions", "--pack", "x"], 'there is no pack "x"; there are places'],
  ])("refuses %j", async (flags, words) => {
    const { exit, stdout, stderr } = await run(["games", "export", ...flags]);
    expect(exit).toBe(EXIT.usage);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
  });
});
