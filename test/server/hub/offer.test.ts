import { describe, expect, it } from "vitest";
import { readCatalogue } from "../../../server/hub/catalogue.ts";
import { offerBetterModel } from "../../../server/hub/offer.ts";

const catalogue = await readCatalogue();

describe("offerBetterModel", () => {
  it("names what fits the machine, what it costs and how to get it", () => {
    expect(offerBetterModel("preview", catalogue, { memoryGb: 4, cores: 2 })).toMatch(
      /^The small preview model answers\. geoclip \(int8\) fits this machine: 350 MB to download and 3 GB of memory, licence MIT\. .*`graticule models pull geoclip`.*GRATICULE_MODEL_DOWNLOADS=on\.$/,
    );
    expect(offerBetterModel("preview", catalogue, { memoryGb: 64, cores: 16 })).toMatch(
      /\(fp32\).*1260 MB.*6 GB/,
    );
  });

  it("says nothing where another model answers, or nothing fits", () => {
    expect(offerBetterModel("geoclip", catalogue, { memoryGb: 64, cores: 16 })).toBeNull();
    const [geoclip] = catalogue;
    const variants = geoclip!.variants.map((variant) => ({ ...variant, minMemoryGb: 8 }));
    const large = [{ ...geoclip!, variants }];
    expect(offerBetterModel("preview", large, { memoryGb: 4, cores: 2 })).toBeNull();
    expect(offerBetterModel("preview", [], { memoryGb: 4, cores: 2 })).toBeNull();
  });
});
