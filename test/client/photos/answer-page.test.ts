import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { answerPage } from "../../../client/photos/answer-page.ts";
import type { LandMask } from "../../../core/earth/land-mask.ts";
import { ANYWHERE, FIJI, type Hill, IBERIA, makePrediction } from "../fixtures/prediction.ts";

/** Land west of Greenwich, sea east of it. */
const MASK: LandMask = { width: 8, height: 4, bits: Uint8Array.from([0x0f, 0x0f, 0x0f, 0x0f]) };

function page(hills: readonly Hill[] = IBERIA, file = "<a> & 'b'.jpg") {
  return answerPage({
    file,
    prediction: makePrediction(hills),
    thumbnail: "data:image/jpeg;base64,AAAA",
    mask: MASK,
    hints: ["Only Portugal"],
    savedAt: new Date(0),
  });
}

const svgOf = (html: string) => html.slice(html.indexOf("<svg"), html.indexOf("</svg>") + 6);

describe("a saved page", () => {
  it("needs nothing else: no script, no address outside", () => {
    const html = page();
    expect(html).not.toMatch(/<script|https?:|url\(|<link|@import/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("Only Portugal.");
  });

  it("has the map with its four areas, and the tables", () => {
    const svg = svgOf(page());
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg.match(/class="band/g)).toHaveLength(4);
    expect(svg).toMatch(/class="land" d="M/);
    expect(svg).toContain("Best point");
    expect(page().match(/<table>/g)).toHaveLength(3);
  });

  it("writes names as they are", () => {
    expect(page()).toContain("&lt;a&gt; &amp; 'b'.jpg");
  });

  it.each([
    ["over the antimeridian", FIJI],
    ["all over the world", ANYWHERE],
  ])("draws an answer %s", (_, hills) => {
    const svg = svgOf(page(hills));
    const bands = [...svg.matchAll(/class="band band-\d+" d="([^"]*)"/g)].map(([, path]) => path!);
    for (const path of bands) expect(path.length).toBeGreaterThan(20);
    expect(svg).not.toContain("NaN");
    expect(svg).toContain("Best point");
  });
});
