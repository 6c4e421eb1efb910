import { readCatalogue } from "../../../server/hub/catalogue.ts";
import { createHub } from "../../../server/hub/hub.ts";
import type { PullWorld } from "../../../server/hub/pull.ts";
import { storeAt } from "../../../server/hub/store.ts";

/** A world around a pull in which nothing waits long and indexes are not made; it notes what is said. */
export async function testWorld(
  data: string,
  hubUrl: string,
  changes: Partial<PullWorld> & { env?: Record<string, string>; token?: string } = {},
): Promise<PullWorld & { said: string[]; bytes: [number, number][] }> {
  const said: string[] = [];
  const bytes: [number, number][] = [];
  const { env = {}, token = null, ...rest } = changes;
  return {
    catalogue: await readCatalogue(),
    store: storeAt(data),
    reserved: ["preview"],
    machine: { memoryGb: 16, cores: 4 },
    openHub: (signal) =>
      createHub({
        url: hubUrl,
        token,
        env,
        signal,
        onWait: (message) => said.push(message),
        pauseMs: 5,
        stallMs: 300,
      }),
    signal: new AbortController().signal,
    async prepare() {},
    indexNeed: () => ({ folder: data, bytes: 1000, setting: "GRATICULE_CACHE" }),
    say: (message) => said.push(message),
    onBytes: (done, total) => bytes.push([done, total]),
    ...rest,
    said,
    bytes,
  };
}

export const PULL = { model: "geoclip", variant: "fp32", as: null };
