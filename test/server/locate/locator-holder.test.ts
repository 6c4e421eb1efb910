import { describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "../../../core/contracts/options.ts";
import type { Prediction } from "../../../core/contracts/prediction.ts";
import type { Locator } from "../../../server/locate/locator.ts";
import { createLocatorHolder } from "../../../server/locate/locator-holder.ts";

const NEVER = new AbortController().signal;

/** A locator that answers when it is told to, and notes when it was closed. */
function fake(name: string) {
  const answers: (() => void)[] = [];
  const locator = {
    model: { name },
    locate: () =>
      new Promise<Prediction>((resolve) => {
        answers.push(() => resolve({ model: { name } } as Prediction));
      }),
    close: async () => {
      state.closed = true;
    },
  } as unknown as Locator;
  const state = { closed: false, locator, answer: () => answers.shift()!() };
  return state;
}

describe("createLocatorHolder", () => {
  it("closes a locator that was replaced when its last request has ended", async () => {
    const holder = createLocatorHolder();
    const [old, next] = [fake("old"), fake("next")];
    holder.put(old.locator);
    const first = holder.locate(new Uint8Array(), DEFAULT_OPTIONS, NEVER);
    holder.put(next.locator);
    expect([old.closed, holder.current()?.model.name]).toEqual([false, "next"]);
    const second = holder.locate(new Uint8Array(), DEFAULT_OPTIONS, NEVER);
    old.answer();
    expect((await first).model.name).toBe("old");
    expect(old.closed).toBe(true);
    next.answer();
    expect((await second).model.name).toBe("next");
    expect(next.closed).toBe(false);
    await holder.close();
    expect(next.closed).toBe(true);
  });

  it("closes at once what is idle", () => {
    const holder = createLocatorHolder();
    const old = fake("old");
    holder.put(old.locator);
    holder.put(fake("next").locator);
    expect(old.closed).toBe(true);
  });

  it("answers nothing while there is none", async () => {
    const asked = createLocatorHolder().locate(new Uint8Array(), DEFAULT_OPTIONS, NEVER);
    await expect(asked).rejects.toMatchObject({ code: "internal" });
  });
});
