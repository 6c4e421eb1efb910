import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// What a bench needs of a service that runs in a process of its own.

/** Waits until predictions are answered. */
export async function ready(base: string): Promise<void> {
  for (let i = 0; i < 3000; i++) {
    if ((await fetch(`${base}/readyz`).catch(() => null))?.ok) return;
    await sleep(20);
  }
  throw new Error("The service was not ready within a minute.");
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Asks the process to end, and waits until it has. */
export function stop(service: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (service.exitCode !== null || service.signalCode !== null) return resolve();
    service.once("exit", () => resolve());
    service.kill("SIGTERM");
  });
}
