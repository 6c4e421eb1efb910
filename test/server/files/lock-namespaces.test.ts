import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../model/fixture.ts";

// Two containers on one folder: processes in namespaces of their own, each of which is number 1 in its own.

const PROGRAM = fileURLToPath(new URL("lock-process.ts", import.meta.url));
const BEAT_MS = 100;
const PID = ["--pid", "--mount-proc", "--fork", "--kill-child"];
const isPermitted = spawnSync("unshare", [...PID, "true"]).status === 0;

interface Starter {
  readonly child: ChildProcess;
  /** The first line that it said. */
  readonly said: Promise<string>;
}

function start(file: string, flags: readonly string[], name = "", startAt = 0): Starter {
  const node = [process.execPath, "--import", "tsx", PROGRAM, file, String(BEAT_MS)];
  const run = `${name === "" ? "" : `hostname ${name} && `}exec "$@"`;
  const child = spawn("unshare", [...flags, "sh", "-c", run, "sh", ...node, String(startAt)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = once(child.stdout!.setEncoding("utf8"), "data").then(([text]) =>
    String(text).trim(),
  );
  return { child, said };
}

async function kill({ child }: Starter): Promise<void> {
  const closed = once(child, "close");
  // unshare passes it on to the process in the namespace.
  child.kill("SIGKILL");
  await closed;
}

describe.skipIf(!isPermitted)("a lock between containers", { timeout: 60_000 }, () => {
  it.each([
    ["of one host name", PID, ""],
    ["of two host names", [...PID, "--uts"], "other"],
  ])("%s is one's at a time, and free soon after a kill", async (_, flags, name) => {
    const file = join(await temporaryFolder(), "games.lock");
    const first = start(file, PID);
    expect(await first.said).toBe("held by 1");
    const second = start(file, flags, name);
    expect(await second.said).toBe(`${file} is held by process 1 on ${hostname()}.`);
    await kill(first);
    const killed = performance.now();
    for (;;) {
      const next = start(file, flags, name);
      if ((await next.said) === "held by 1") {
        const third = start(file, PID);
        expect(await third.said).toContain(`is held by process 1 on ${name || hostname()}`);
        await kill(next);
        break;
      }
      // Twelve beats, with time for processes to start.
      expect(performance.now() - killed).toBeLessThan(12 * BEAT_MS + 10_000);
    }
  });

  it("is one's alone when several containers start on a stale one together", async () => {
    const file = join(await temporaryFolder(), "games.lock");
    const gone = start(file, PID);
    await gone.said;
    await kill(gone);
    const startAt = Date.now() + 5000;
    const starters = Array.from({ length: 6 }, () => start(file, PID, "", startAt));
    const said = await Promise.all(starters.map((starter) => starter.said));
    expect(said.filter((line) => line === "held by 1")).toHaveLength(1);
    await Promise.all(starters.filter(({ child }) => child.exitCode === null).map(kill));
  });
});
