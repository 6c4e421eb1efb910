import { randomUUID } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ReasonError } from "./fault.ts";

/** What may be spent: 0 is no limit. */
export interface Limits {
  readonly calls: number;
  /** Of questions and answers together. A call is not begun once they are used up. */
  readonly tokens: number;
}

/** What was spent. */
export interface Spent {
  readonly calls: number;
  readonly tokens: number;
}

/** An amount of calls and tokens, counted down. */
export interface Allowance {
  /** Takes a call. Throws ReasonError "spent" where none is left. */
  take(): Promise<void>;
  /** Counts what a call has used. */
  count(tokens: number): Promise<void>;
}

/** What one photo may cost. */
export function photoAllowance(limits: Limits): Allowance & { readonly spent: () => Spent } {
  let [calls, tokens] = [0, 0];
  return {
    async take() {
      checkLeft(limits, { calls, tokens }, "photo", "GRATICULE_REASON_CALLS", "_TOKENS");
      calls += 1;
    },
    async count(used) {
      tokens += used;
    },
    spent: () => ({ calls, tokens }),
  };
}

/**
 * What a day may cost, by UTC, for all processes that share the folder: one file a day, to which each appends. A call is
 * written down before it is made, and the first lines are those that may be: so two processes never make one call too many.
 *
 * @param folder is made when something is first spent
 */
export function dayAllowance(
  folder: string,
  limits: Limits,
  today: () => string = () => new Date().toISOString().slice(0, 10),
): Allowance {
  const file = () => join(folder, `${today()}.log`);

  async function lines(): Promise<string[]> {
    try {
      return (await readFile(file(), "utf8")).split("\n");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  async function append(line: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await appendFile(file(), `${line}\n`);
  }

  return {
    async take() {
      if (limits.calls === 0 && limits.tokens === 0) return;
      const before = spentIn(await lines());
      checkLeft(limits, before, "day", "GRATICULE_REASON_DAY_CALLS", "_DAY_TOKENS");
      if (before.calls === 0) await removeOthers(folder, `${today()}.log`);
      const own = `call ${randomUUID()}`;
      await append(own);
      const calls = (await lines()).filter((line) => line.startsWith("call "));
      const earlier = { calls: calls.indexOf(own), tokens: 0 };
      checkLeft(limits, earlier, "day", "GRATICULE_REASON_DAY_CALLS", "_DAY_TOKENS");
    },
    async count(tokens) {
      if (limits.tokens > 0 && tokens > 0) await append(`tokens ${tokens}`);
    },
  };
}

function spentIn(lines: readonly string[]): Spent {
  const calls = lines.filter((line) => line.startsWith("call ")).length;
  const tokens = lines
    .map((line) => Number(/^tokens (\d+)$/.exec(line)?.[1] ?? 0))
    .reduce((sum, used) => sum + used, 0);
  return { calls, tokens };
}

/** Yesterday's counts serve nobody. */
async function removeOthers(folder: string, today: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const old = names.filter((name) => /^\d{4}-\d\d-\d\d\.log$/.test(name) && name < today);
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

function checkLeft(
  { calls, tokens }: Limits,
  spent: Spent,
  what: "photo" | "day",
  callsName: string,
  tokensName: string,
): void {
  const left = what === "day" ? "Go on tomorrow, or raise" : "Raise";
  if (calls > 0 && spent.calls >= calls) {
    throw new ReasonError(
      "spent",
      `The ${calls} calls that one ${what} may take are used up. ${left} ${callsName}.`,
    );
  }
  if (tokens > 0 && spent.tokens >= tokens) {
    throw new ReasonError(
      "spent",
      `The ${tokens} tokens that one ${what} may take are used up (${spent.tokens}). ${left} GRATICULE_REASON${tokensName}.`,
    );
  }
}
