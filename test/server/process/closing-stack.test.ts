import { expect, it } from "vitest";
import { openTogether } from "../../../server/process/closing-stack.ts";

/** Things to open that note when they are closed. */
function createThings() {
  const closed: string[] = [];
  const open = async (name: string, afterMs = 0) => {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    return {
      name,
      async close() {
        closed.push(name);
        if (name.startsWith("stuck")) throw new Error(`${name} cannot be closed`);
      },
    };
  };
  const fail = async (name: string): Promise<{ close(): Promise<void> }> => {
    throw new Error(`${name} cannot be opened`);
  };
  return { closed, open, fail };
}

it("closes what was opened, last first, when a later step fails", async () => {
  const { closed, open, fail } = createThings();
  const opening = openTogether(async ({ use }) => {
    await use(open("a"));
    await use(open("b"));
    return use(fail("c"));
  });
  await expect(opening).rejects.toThrow("c cannot be opened");
  expect(closed).toEqual(["b", "a"]);
});

it("waits for what opens at the same time as what fails, and closes it", async () => {
  const { closed, open, fail } = createThings();
  const opening = openTogether(({ use }) =>
    Promise.all([use(open("slow", 20)), use(fail("bad")), use(open("fast"))]),
  );
  await expect(opening).rejects.toThrow("bad cannot be opened");
  expect(closed).toEqual(["fast", "slow"]);
});

it("leaves open what it answers with, until that is closed", async () => {
  const { closed, open } = createThings();
  const { close, a } = await openTogether(async ({ use, close }) => {
    const a = await use(open("a"));
    await use(Promise.resolve(null));
    await use(open("b"));
    return { a, close };
  });
  expect(a.name).toBe("a");
  expect(closed).toEqual([]);
  await close();
  await close();
  expect(closed).toEqual(["b", "a"]);
});

it("closes the others when one cannot be closed, and says so", async () => {
  const { closed, open } = createThings();
  const { close } = await openTogether(async ({ use, close }) => {
    for (const name of ["a", "stuck", "b"]) await use(open(name));
    return { close };
  });
  await expect(close()).rejects.toThrow("stuck cannot be closed");
  expect(closed).toEqual(["b", "stuck", "a"]);
});

it("tells why the work failed, and not what closing then met", async () => {
  const { open, fail } = createThings();
  const opening = openTogether(async ({ use }) => {
    await use(open("stuck"));
    await use(fail("c"));
  });
  await expect(opening).rejects.toThrow("c cannot be opened");
});
