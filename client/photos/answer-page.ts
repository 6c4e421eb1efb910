import { placeTitle } from "../../core/contracts/place-levels.ts";
import type { Place, Prediction } from "../../core/contracts/prediction.ts";
import { statedPosition } from "../../core/contracts/prediction-parts.ts";
import { PRIORS } from "../../core/contracts/priors.ts";
import type { LandMask } from "../../core/earth/land-mask.ts";
import { agreementInWords, statementInWords } from "../../core/formats/file-position.ts";
import { summaryOf } from "../../core/formats/photo-outcome.ts";
import { escapeXml } from "../../core/formats/xml.ts";
import { PALETTES } from "../ui/palette.ts";
import { coordinateDecimals, inWords } from "../words/describe.ts";
import { formatArea, formatDistance, formatProbability, formatShare } from "../words/numbers.ts";
import { formatPosition, plainPosition } from "../words/position.ts";
import { answerMap } from "./answer-map.ts";

/** What a saved page is made of. */
export interface AnswerPage {
  readonly file: string;
  readonly prediction: Prediction;
  /** A small picture as a `data:` address. */
  readonly thumbnail: string | null;
  /** Null where it could not be had: then the map has no land. */
  readonly mask: LandMask | null;
  /** What was known beforehand, in words; empty for nothing. */
  readonly hints: readonly string[];
  readonly savedAt: Date;
}

const LEVEL_NAMES: Readonly<Record<Place["level"], string>> = {
  continent: "Continent",
  country: "Country",
  division: "Region",
  city: "Nearest city",
};
const SPOKEN_MASS = 0.8;
const ROWS_PER_LEVEL = 3;

/** An answer as one HTML document that needs nothing else: no network, no script. */
export function answerPage({
  file,
  prediction,
  thumbnail,
  mask,
  hints,
  savedAt,
}: AnswerPage): string {
  const { place, abstention, model } = summaryOf(prediction);
  const title = place ? placeTitle(place) : "No place";
  const words = inWords(prediction, SPOKEN_MASS);
  const picture = thumbnail ? `<img src="${escapeXml(thumbnail)}" alt="The photo, small">` : "";
  const asked = [
    `Assumed before the photo was seen: ${PRIORS[prediction.prior].title.toLowerCase()}.`,
    ...hints.map((hint) => `${hint}.`),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeXml(file)}: ${escapeXml(title)}</title>
<style>${style()}</style></head>
<body><main>
<header>${picture}<div><p class="soft">${escapeXml(file)}</p>
<h1>${abstention ? "The model cannot tell" : escapeXml(title)}</h1>
<p class="lead">${place && !abstention ? formatProbability(place.probability) : ""}</p></div></header>
${fileSays(prediction)}<p>${escapeXml(words)}</p>
${abstention ? `<p>${escapeXml(abstention)}</p>` : ""}
<figure>${answerMap(prediction, mask, words)}<figcaption>${legend(prediction)}</figcaption></figure>
${table("Places, by probability", ["", "Place", "Probability"], placeRows(prediction))}
${table("Points", ["", "Position", ""], pointRows(prediction))}
${table("Areas that hold a share of the probability", ["Probability", "Area"], areaRows(prediction))}
<footer>${[...asked, ...prediction.warnings].map((line) => `<p>${escapeXml(line)}</p>`).join("")}
<p>An estimate of Graticule, model ${escapeXml(model)}, saved ${savedAt.toISOString().slice(0, 16).replace("T", " ")} UTC. SHA-256 of the photo: ${prediction.image.sha256}.</p></footer>
</main></body></html>
`;
}

/** What the photo's own file says, and whether the picture fits it. */
function fileSays(prediction: Prediction): string {
  const at = statedPosition(prediction.image.exif);
  const { filePosition } = prediction;
  if (!at || !filePosition) return "";
  const statement = statementInWords(filePosition, formatPosition(at, 4), formatDistance);
  return `<p>${escapeXml(`${statement} ${agreementInWords(filePosition)}`)}</p>\n`;
}

function placeRows({ places }: Prediction): string[][] {
  return (Object.keys(LEVEL_NAMES) as Place["level"][]).flatMap((level) =>
    places
      .filter((place) => place.level === level)
      .slice(0, ROWS_PER_LEVEL)
      .map((place, i) => [
        i === 0 ? LEVEL_NAMES[level] : "",
        placeTitle(place),
        formatProbability(place.probability),
      ]),
  );
}

function pointRows(prediction: Prediction): string[][] {
  const { best } = prediction;
  const exif = statedPosition(prediction.image.exif);
  const decimals = coordinateDecimals(prediction);
  return [
    ["Best point", formatPosition(best, decimals), plainPosition(best, decimals)],
    ...(exif ? [["The file's own position", formatPosition(exif, 4), plainPosition(exif, 4)]] : []),
  ];
}

function areaRows({ regions }: Prediction): string[][] {
  return regions.map(({ mass, areaKm2 }) => [formatShare(mass), formatArea(areaKm2)]);
}

function table(caption: string, heads: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return "";
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join("");
  const body = rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join("")}</tr>`)
    .join("\n");
  return `<table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

function legend({ regions }: Prediction): string {
  const keys = regions.map(({ mass }) => {
    const percent = Math.round(mass * 100);
    return `<span><i class="key band-${percent}"></i>${percent} %</span>`;
  });
  return `Probability held, likeliest places first: ${keys.join(" ")}`;
}

function style(): string {
  const { light, dark } = PALETTES;
  return `${colours(light)}@media(prefers-color-scheme:dark){${colours(dark)}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:820px;margin:0 auto;padding:24px}
header{display:flex;gap:20px;align-items:center;flex-wrap:wrap}
header img{max-width:240px;max-height:180px;border-radius:6px}
h1{margin:0;font-size:1.8rem;line-height:1.2}p{margin:.4em 0}.lead{font-size:1.3rem;margin:0}
.soft,figcaption,footer{color:var(--soft);font-size:.87rem;overflow-wrap:anywhere}
figure{margin:16px 0}svg{display:block;width:100%;height:auto;background:var(--sea);border-radius:6px}
.land{fill:var(--land)}.band-50{fill:var(--b50)}.band-80{fill:var(--b80)}.band-90{fill:var(--b90)}.band-95{fill:var(--b95)}
.pin circle{fill:var(--best);stroke:var(--page);stroke-width:2}.pin.exif circle{fill:var(--exif)}
.pin text{font-size:14px;font-weight:600;fill:var(--ink);stroke:var(--page);stroke-width:4px;paint-order:stroke}
figcaption span{white-space:nowrap;margin-right:10px}.key{display:inline-block;width:14px;height:10px;margin-right:4px;background:var(--b95)}
.key.band-50{background:var(--b50)}.key.band-80{background:var(--b80)}.key.band-90{background:var(--b90)}
table{width:100%;border-collapse:collapse;margin:16px 0}caption{text-align:left;font-weight:600;padding:4px 0}
th,td{text-align:left;padding:4px 12px 4px 0;border-top:1px solid var(--line);font-weight:400}thead{color:var(--soft)}thead th:empty{padding:0}`;
}

function colours({ ui, map, bands }: (typeof PALETTES)["light"]): string {
  const named = {
    page: ui.surface,
    ink: ui.ink,
    soft: ui["ink-soft"],
    line: ui.line,
    sea: map.sea,
    land: map.land,
    b50: bands["band-50"],
    b80: bands["band-80"],
    b90: bands["band-90"],
    b95: bands["band-95"],
    best: map["pin-best"],
    exif: map["pin-exif"],
  };
  const list = Object.entries(named).map(([name, value]) => `--${name}:${value}`);
  return `:root{${list.join(";")}}`;
}
