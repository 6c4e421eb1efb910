import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseVariant, findModel, readCatalogue } from "../../../server/hub/catalogue.ts";
import { temporaryFolder } from "../model/fixture.ts";

const geoclip = findModel(await readCatalogue(), "geoclip");

describe("the catalogue", () => {
  it("names GeoCLIP's public files and constants", () => {
    expect(geoclip.hub.repo).toBe("Xenova/geoclip-large-patch14");
    expect(geoclip.bundle).toMatchObject({
      licence: "MIT",
      dimension: 512,
      logitScale: 39.687441529941275,
      temperature: 1,
      location: { file: "onnx/location_model.onnx", input: "location", output: "location_embeds" },
    });
  });

  it("that is damaged is refused with the key", async () => {
    const file = join(await temporaryFolder(), "catalogue.json");
    const broken = { format: 1, models: [{ ...geoclip, hub: { repo: "x" } }] };
    await writeFile(file, JSON.stringify(broken));
    await expect(readCatalogue(file)).rejects.toThrow(/catalogue\.json\/models\/0\/hub\/repo/);
  });
});

describe("chooseVariant", () => {
  it.each([
    [{ memoryGb: 32, cores: 8 }, "fp32", /has 32\.0 GB of memory and 8 cores$/],
    [{ memoryGb: 4, cores: 4 }, "int8", /has 4\.0 GB.*; fp32 wants \d+ GB/],
    [{ memoryGb: 16, cores: 1 }, "int8", /1 cores; fp32 wants \d+ GB and 2 cores/],
    [{ memoryGb: 1, cores: 1 }, "q4", /fp32 wants.*int8 wants/],
  ])("takes the first that %j can carry, and says why", (machine, name, reason) => {
    const choice = chooseVariant(geoclip, null, machine);
    expect(choice.variant.name).toBe(name);
    expect(choice.reason).toMatch(reason);
  });

  it("obeys what was asked for", () => {
    const { variant, reason } = chooseVariant(geoclip, "fp16", { memoryGb: 1, cores: 1 });
    expect([variant.name, reason]).toEqual(["fp16", "as asked"]);
  });
});
