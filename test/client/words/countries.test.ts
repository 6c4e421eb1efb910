import { describe, expect, it } from "vitest";
import { countryName, findCountries } from "../../../client/words/countries.ts";
import { readGeography } from "../../../server/geodata/geography.ts";

const names = (text: string) => findCountries(text).map(({ name }) => name);

describe("countries", () => {
  it("are found by how their name or a word of it begins", () => {
    expect(names("por")).toEqual(["Portugal"]);
    expect(names("korea")).toEqual(["North Korea", "South Korea"]);
    expect(names("United")[0]).toMatch(/^United/);
  });

  it("are found without accents and by code", () => {
    expect(names("cote")).toEqual(["Côte d'Ivoire"]);
    expect(names("turkiye")).toEqual(["Türkiye"]);
    expect(names("gb")).toContain("United Kingdom");
  });

  it("are found by the browser's name too", () => {
    expect(names("burma")).toEqual(["Myanmar"]);
    expect(names("kinshasa")).toEqual(["Democratic Republic of the Congo"]);
  });

  it("are not listed before anything is typed, and at most eight after", () => {
    expect(names("  ")).toEqual([]);
    expect(names("s").length).toBe(8);
  });

  it("have names", () => {
    expect(countryName("NA")).toBe("Namibia");
  });

  it("have the names that map labels and answers give them", async () => {
    const { names: known } = await readGeography();
    expect(known.countries.length).toBeGreaterThanOrEqual(240);
    for (const { id, name } of known.countries) expect(countryName(id)).toBe(name);
  });
});
