import { beforeAll, describe, expect, it } from "vitest";
import { type PlaceFinder, readHint } from "../../../core/contracts/hint-text.ts";
import { hintWords, termText } from "../../../core/contracts/hint-words.ts";
import { createPlaceFinder } from "../../../core/earth/place-finder.ts";
import { geography } from "../../geography.ts";

let finder: PlaceFinder;

beforeAll(async () => {
  finder = createPlaceFinder((await geography()).names);
});

/** A hint in the form that it is sent in. */
const read = (text: string) => readHint(text, finder).map(termText);

describe("readHint – names", () => {
  it.each([
    ["SE", "SE"],
    ["se", "SE"],
    ["SWE", "SE"],
    ["Sweden", "SE"],
    ["  the  sweden ", "SE"],
    ["Sverige", "SE"],
    ["Schweden", "SE"],
    ["瑞典", "SE"],
    ["スウェーデン", "SE"],
    ["Швеция", "SE"],
    ["USA", "US"],
    ["U.S.A.", "US"],
    ["the United States of America", "US"],
    ["UK", "GB"],
    ["Great Britain", "GB"],
    ["Holland", "NL"],
    ["The Netherlands", "NL"],
    ["Czech Republic", "CZ"],
    ["Cote d'Ivoire", "CI"],
    ["Côte d’Ivoire", "CI"],
    ["Ivory Coast", "CI"],
    ["Burma", "MM"],
    ["Turkey", "TR"],
    ["Türkiye", "TR"],
    ["Viet Nam", "VN"],
    ["DR Congo", "CD"],
    ["Congo, Democratic Republic of the", "CD"],
    ["Korea, Republic of", "KR"],
    ["St Lucia", "LC"],
    ["Bosnia & Herzegovina", "BA"],
    ["Georgia", "GE"],
    ["Georgia, US", "division:US.GA"],
    ["Georgia, United States", "division:US.GA"],
    ["California", "division:US.CA"],
    ["US.CA", "division:US.CA"],
    ["Skane", "division:SE.27"],
    ["England", "division:GB.ENG"],
    ["Europe", "continent:EU"],
    ["continent:AF", "continent:AF"],
    ["Monaco", "near:43.74/7.42/2/Monaco"],
  ])("%s is %s", (text, term) => {
    expect(read(text)).toEqual([term]);
  });

  it("takes several for any of them", () => {
    expect(read("FR,ES")).toEqual(["FR", "ES"]);
    expect(read("FR,, ES,")).toEqual(["FR", "ES"]);
    expect(read("Sweden, Norway or the Faroe Islands; SE")).toEqual(["SE", "NO", "FO"]);
    expect(read("Korea, Republic of, Japan")).toEqual(["KR", "JP"]);
    expect(read("Europe, within 1,000 km of Portland, Maine, tundra")).toEqual([
      "continent:EU",
      expect.stringMatching(/^near:43\.\d+\/-70\.\d+\/1000\/Portland$/),
      "climate:ET",
    ]);
    expect(read("the Americas")).toEqual(["continent:NA", "continent:SA"]);
  });

  it.each([
    ["Swedne", /"Swedne".*did you mean Sweden \(SE\)\?/],
    ["Gremany", /did you mean Germany \(DE\)/],
    ["Untied Kingdom", /did you mean United Kingdom \(GB\)/],
    ["Eurpoe", /did you mean Europe/],
    ["Califronia", /did you mean California, United States/],
    ["Norway, Swedne", /got "Swedne"/],
    ["Korea", /could be South Korea \(KR\) or North Korea \(KP\): say which/],
    ["Paris", /"Paris" is a city \(Paris, France\): write "within 50 km of Paris"/],
    ["XX", /got "XX"/],
    ["", /got "", expected a country, continent or division/],
    ["within 50 km of Nowhereville", /expected a country/],
    ["x".repeat(5000), /got "x{60}\.\.\."/],
  ])("refuses %s", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe("readHint – phrases", () => {
  it.each([
    ["within 20 km of the sea", "sea:<20"],
    ["Within 20km of the coast", "sea:<20"],
    ["20 km from the ocean", "sea:<20"],
    ["less than 10 miles from the shore", "sea:<16.09"],
    ["by the sea", "sea:<20"],
    ["coast", "sea:<20"],
    ["more than 200 km from the sea", "sea:>200"],
    ["20 to 50 km from the coast", "sea:20-50"],
    ["sea:<5", "sea:<5"],
    ["coast:20-50", "sea:20-50"],
    ["inland", "sea:>100"],
    ["above 1500 m", "elevation:>1500"],
    ["over 1,500 metres", "elevation:>1500"],
    ["below 200 m above sea level", "elevation:<200"],
    ["elevation > 1000 m", "elevation:>1000"],
    ["between 500 and 1000 m", "elevation:500-1000"],
    ["500-1000m", "elevation:500-1000"],
    ["above 10000 ft", "elevation:>3048"],
    ["drives on the left", "driving:left"],
    ["driving on the right", "driving:right"],
    ["left-hand traffic", "driving:left"],
    ["where people drive on the left", "driving:left"],
    ["driving:left", "driving:left"],
    ["mediterranean climate", "climate:Cs"],
    ["Mediterranean", "climate:Cs"],
    ["climate Cfb", "climate:Cfb"],
    ["cfb", "climate:Cfb"],
    ["climate:D", "climate:D"],
    ["climate ET", "climate:ET"],
    ["ET", "ET"],
    ["desert", "climate:BW"],
    ["within 5 km of 48.85, 2.35", "near:48.85/2.35/5"],
  ])("%s is %s", (text, term) => {
    expect(read(text)).toEqual([term]);
  });

  it("writes every kind of term so that it reads back as the same", () => {
    const texts =
      "SE, Europe, California, within 50 km of Paris, by the sea, 20-50 km from the sea, above 1500 m, below 3 m, tundra, left";
    expect(read(read(texts).join(","))).toEqual(read(texts));
  });

  it("says a hint in words", () => {
    const { names } = { names: { SE: "Sweden", EU: "Europe" } as Record<string, string> };
    const words = (text: string) => hintWords(readHint(text, finder), (_, id) => names[id] ?? id);
    expect(words("SE, EUROPE")).toBe("Sweden or Europe");
    expect(words("within 20 km of the sea")).toBe("within 20 km of the sea");
    expect(words("more than 1200 km from the sea")).toBe("more than 1,200 km from the sea");
    expect(words("FR, DE, IT, ES, PT, NL")).toBe("FR, DE, IT, ES or 2 more");
    expect(words("mediterranean")).toBe("mediterranean climate (Cs)");
  });
});
