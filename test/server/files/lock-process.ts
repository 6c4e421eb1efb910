import { takeLock } from "../../../server/files/lock.ts";

// Run by lock-namespaces.test.ts: takes a lock, says whether it got it, and holds it until it is killed.

const [file, beatMs, startAt] = process.argv.slice(2);
// Starters that are to meet wait for the same moment.
await new Promise((resolve) => setTimeout(resolve, Number(startAt ?? 0) - Date.now()));
try {
  await takeLock(file!, { beatMs: Number(beatMs) });
  process.stdout.write(`held by ${process.pid}\n`);
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
