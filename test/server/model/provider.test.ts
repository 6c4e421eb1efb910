import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../server/model/provider.ts";
import { openSession } from "../../../server/model/session.ts";
import { TINY } from "./fixture.ts";

describe("execution providers", () => {
  it.each(PROVIDERS.filter((name) => name !== "cpu"))(
    "%s opens the graph, or says what it needs and what to set",
    async (provider) => {
      const opened = openSession(join(TINY, "location.onnx"), 1, { provider });
      try {
        await (await opened).close();
      } catch (error) {
        expect(error).toMatchObject({ code: "bundle_invalid" });
        expect((error as Error).message).toMatch(
          new RegExp(
            `^GRATICULE_PROVIDER=${provider} (is not offered by onnxruntime-node on|cannot be started: ).* It needs .*set GRATICULE_PROVIDER=cpu\\.$`,
            "s",
          ),
        );
      }
    },
  );

  it("blames the file and not the provider when the CPU cannot open it either", async () => {
    await expect(
      openSession(join(TINY, "bundle.json"), 1, { provider: "cuda" }),
    ).rejects.not.toThrow(/PROVIDER/);
  });
});
