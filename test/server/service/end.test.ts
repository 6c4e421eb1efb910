import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../../server/files/project-folder.ts";
import { TINY, temporaryFolder } from "../model/fixture.ts";

it("ends well though the process that decoded a photo still waits for another", async () => {
  const folder = await temporaryFolder();
  const service = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
    cwd: PROJECT_FOLDER,
    env: {
      ...{ PATH: process.env.PATH ?? "", HOME: folder, PORT: "0", GRATICULE_BUNDLE: TINY },
      ...{ GRATICULE_CACHE: join(folder, "cache"), GRATICULE_DATA: join(folder, "data") },
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(service, "exit");
  const url = await new Promise<string>((resolve) => {
    createInterface(service.stderr).on("line", (line) => {
      const found = /listens on (http:\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
  await expect.poll(async () => (await fetch(`${url}/readyz`)).ok, { timeout: 60_000 }).toBe(true);
  const photo = await readFile(join(PROJECT_FOLDER, "test/fixtures/photos/phone.heic"));
  const answer = await fetch(`${url}/v1/predictions?max_cells=0`, {
    method: "POST",
    body: photo,
    headers: { "Content-Type": "application/octet-stream" },
  });
  expect(answer.status).toBe(200);
  service.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
}, 120_000);
