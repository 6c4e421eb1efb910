import { describe, expect, it } from "vitest";
import { NONE } from "../../../core/earth/land-cells.ts";
import {
  decodePlaceNames,
  encodePlaceNames,
  type PlaceNames,
} from "../../../core/earth/place-names.ts";

const NAMES: PlaceNames = {
  continents: [{ id: "EU", name: "Europe" }],
  countries: [
    { id: "FR", name: "France", continent: 0 },
    { id: "MC", name: "Monaco", continent: 0 },
  ],
  divisions: [{ id: "FR.11", name: "Île-de-France", country: 0 }],
  cities: [
    {
      id: "2988507",
      name: "Paris",
      lng: 2.3488,
      lat: 48.85341,
      population: 2_138_551,
      division: 0,
      country: 0,
    },
    {
      id: "2993458",
      name: "Monaco",
      lng: 7.41667,
      lat: 43.73333,
      population: 32_965,
      division: NONE,
      country: 1,
    },
  ],
};

describe("place names", () => {
  it("come back from their JSON", () => {
    expect(decodePlaceNames(encodePlaceNames(NAMES))).toEqual(NAMES);
  });

  it("refuse what is wrong, and say where", () => {
    // biome-ignore lint/suspicious/noExplicitAny: the point is to break the shape
    const broken = (change: (json: any) => void) => {
      const json = JSON.parse(encodePlaceNames(NAMES));
      change(json);
      return () => decodePlaceNames(JSON.stringify(json));
    };
    expect(() => decodePlaceNames("{")).toThrow("not JSON");
    expect(() => decodePlaceNames("[]")).toThrow("got [], expected an object");
    expect(broken((j) => (j.format = "x"))).toThrow('format: got "x"');
    expect(broken((j) => (j.version = 2))).toThrow("version: got 2, this program reads 1");
    expect(broken((j) => delete j.cities)).toThrow("cities: got nothing");
    expect(broken((j) => j.cities.lat.pop())).toThrow("cities.lat: expected a list of 2");
    expect(broken((j) => (j.cities.lat[1] = 91))).toThrow("cities.lat[1]: got 91");
    expect(broken((j) => (j.cities.country[0] = 2))).toThrow("cities.country[0]: got 2");
    expect(broken((j) => (j.cities.division[0] = 0.5))).toThrow("cities.division[0]: got 0.5");
    expect(broken((j) => (j.countries.name[0] = ""))).toThrow("countries.name[0]");
    expect(broken((j) => (j.divisions.country[0] = -1))).toThrow("divisions.country[0]: got -1");
  });
});
