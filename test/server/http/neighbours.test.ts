import { copyFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { PredictionSchema } from "../../../core/contracts/prediction.ts";
import { startService } from "../../../server/service/serve.ts";
import { readConfig } from "../../../server/settings/config.ts";
import { runInTerminal } from "../cli/terminal.ts";
import { TINY } from "../model/fixture.ts";

// From a folder of photos to neighbours over HTTP: real settings, the tests' own bundle, a real port.

const SILENT = { info() {}, warn() {}, error() {} };
const PHOTOS = fileURLToPath(new URL("../../fixtures/photos", import.meta.url));
const NAMES = ["landscape.jpg", "portrait.webp", "print.jpg", "small.png"];

it("an index that was built is asked over HTTP and found sound by doctor", async () => {
  const folder = await mkdtemp(join(tmpdir(), "graticule-neighbours-"));
  for (const name of NAMES) await copyFile(join(PHOTOS, name), join(folder, name));
  const rows = NAMES.map((name, i) => `${name},${48 + i},${2 + i}`);
  await writeFile(join(folder, "own.csv"), `file,lat,lon\n${rows.join("\n")}\n`);
  const env = {
    GRATICULE_BUNDLE: TINY,
    GRATICULE_CACHE: folder,
    GRATICULE_DATA: folder,
    GRATICULE_PLAY: "off",
    GRATICULE_INDEX: "own",
    GRATICULE_FINEST_RESOLUTION: "9",
    PORT: "0",
  };
  await runInTerminal(["index", "build", join(folder, "own.csv"), "--licence", "CC0"], { env });
  const { stdout } = await runInTerminal(["doctor"], { env });
  expect(stdout).toMatch(/^ok {4}reference index .*own\.gidx: 4 photos, CC0$/m);

  const service = await startService(readConfig(env), SILENT);
  onTestFinished(() => service.close());
  await service.ready;
  const body = new Uint8Array(await readFile(join(PHOTOS, "print.jpg")));
  const ask = (query: string) =>
    fetch(`${service.url}/v1/predictions?${query}`, {
      method: "POST",
      headers: { "Content-Type": "image/jpeg" },
      body,
    });
  const { neighbours } = PredictionSchema.parse(await (await ask("neighbours=4")).json());
  expect(neighbours!.licence).toBe("CC0");
  // The photo itself, at latitude 50, is left out.
  expect(neighbours!.photos.map(({ at }) => at.lat)).not.toContain(50);
  const refused = await ask("neighbours=101");
  expect(refused.status).toBe(400);
  expect((await refused.json()).detail).toMatch(/neighbours: expected an integer from 0 to 100/);
  const geojson = await (await ask("neighbours=2&format=geojson")).json();
  expect(geojson).toHaveProperty("neighbours.licence", "CC0");
}, 60_000);

it("predict hands the index and the number on; doctor says what is wrong with an index", async () => {
  const folder = await mkdtemp(join(tmpdir(), "graticule-neighbours-"));
  const file = join(folder, "own.gidx");
  await writeFile(file, "nothing");
  const env = { GRATICULE_BUNDLE: TINY, GRATICULE_CACHE: folder, GRATICULE_PLAY: "off", PORT: "0" };
  const photo = join(PHOTOS, "small.png");
  const args = ["predict", photo, "--neighbours", "3", "--index", file];
  expect((await runInTerminal(args, { env })).opened[0]).toMatchObject({ indexFile: file });
  const wrong = await runInTerminal(["predict", photo, "--neighbours", "x"], { env });
  expect(wrong.stderr).toMatch(/neighbours: expected an integer from 0 to 100, got "x"/);
  const { exit, stdout } = await runInTerminal(["doctor"], {
    env: { ...env, GRATICULE_INDEX: file },
  });
  expect(exit).toBe(3);
  expect(stdout).toMatch(/^FAIL {2}reference index .*is no reference index/m);
});
