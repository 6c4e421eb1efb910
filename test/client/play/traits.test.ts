import { beforeAll, describe, expect, it } from "vitest";
import { traitsWords } from "../../../client/play/traits.ts";
import type { Geography } from "../../../core/earth/geography.ts";
import { TraitsSchema, traitsAt } from "../../../core/game/traits.ts";
import { geography } from "../../geography.ts";

const AT = {
  london: { lat: 51.5, lng: -0.12 },
  paris: { lat: 48.86, lng: 2.35 },
  athens: { lat: 37.98, lng: 23.73 },
  lhasa: { lat: 29.65, lng: 91.12 },
  singapore: { lat: 1.35, lng: 103.82 },
  atlantic: { lat: 30, lng: -40 },
} as const;

let earth: Geography;
beforeAll(async () => {
  earth = await geography();
});
const of = (name: keyof typeof AT) => traitsAt(AT[name], earth);
const words = (there: keyof typeof AT, pin: keyof typeof AT | null) =>
  traitsWords({ traits: { there: of(there), atPin: pin && of(pin) } });

describe("what a place is like", () => {
  it("is what is known of places", () => {
    expect(of("london")).toMatchObject({ drivingSide: "left", climate: "Cfb" });
    expect(of("paris")).toMatchObject({ drivingSide: "right", climate: "Cfb" });
    expect(of("athens")).toMatchObject({ climate: expect.stringMatching(/^(Cs|BS)/) });
    expect(of("lhasa")!.elevationM).toBeGreaterThan(3500);
    expect(of("singapore")!.peoplePerKm2).toBeGreaterThan(1000);
    expect(of("atlantic")).toBeNull();
  });

  it("is of the contract's shape on all land, and off it none", () => {
    for (let row = 0; row < earth.cells.count; row += 701) {
      const at = { lat: earth.cells.lat[row]!, lng: earth.cells.lng[row]! };
      expect(TraitsSchema.safeParse(traitsAt(at, earth)).success).toBe(true);
    }
  });

  it("is told by what differs from the pin's, three things at most", () => {
    expect(words("london", "paris")).toBe(
      "There one drives on the left, at your pin on the right.",
    );
    expect(words("singapore", "lhasa")).toMatch(
      /^There one drives on the left, at your pin on the right\. The place has a rainforest climate, your pin .*\. The place lies [345],\d00 m lower\.$/,
    );
  });

  it("is told by itself without a pin, and where the pin's is the same", () => {
    expect(words("paris", null)).toMatch(
      /^There one drives on the right, it has an oceanic climate, the sea is \d+.km away, and the land lies \d+ m high\.$/,
    );
    expect(words("paris", "paris")).toMatch(/m high\. So it is at your pin\.$/);
    expect(words("atlantic", "paris")).toBe("");
  });
});
