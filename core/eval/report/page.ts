import type { LandMask } from "../../earth/land-mask.ts";
import { curvesFor, sourceOf } from "../benchmarks/published.ts";
import type { Summary } from "../figures/summary.ts";
import type { PhotoScore } from "../scoring/photo-score.ts";
import { errorMapLegend, errorMapSvg } from "./error-map.ts";
import { escapeHtml, htmlDetails, htmlTable } from "./html.ts";
import { area, bits, grouped, interval, intervalSource, kilometres, percent } from "./numbers.ts";
import { type Plot, plotLegend, plotSvg } from "./plot.ts";
import {
  coveragePlot,
  distancePlot,
  publishedSeries,
  reliabilityPlot,
  rvaPlot,
  selectivePlot,
} from "./plots.ts";
import { REPORT_CSS } from "./style.ts";
import {
  accuracyTable,
  countsTable,
  coverageTable,
  fairnessTable,
  leakageTable,
  placesTable,
  protocolWords,
  rvaTable,
  selectiveTable,
  slicesTable,
  type TextTable,
} from "./tables.ts";

/** The report as one HTML file that needs nothing else: it opens from disk, without network and scripts. */
export function reportHtml(
  summary: Summary,
  scores: readonly PhotoScore[],
  mask: LandMask,
): string {
  const title = `${summary.name} on ${summary.dataset.name}`;
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="lede">${escapeHtml(introOf(summary))}</p>`,
    cardsOf(summary),
    ...troubleOf(summary),
    section("Accuracy", tableOf(accuracyTable(summary)) + distanceFigure(summary)),
    ...rvaSection(summary),
    ...calibrationSection(summary),
    section("Named places", tableOf(placesTable(summary))),
    ...mapSection(scores, mask),
    ...selectiveSection(summary),
    section("Parts of the set", tableOf(slicesTable(summary))),
    section("Fairness over continents", tableOf(fairnessTable(summary))),
    ...leakageSection(summary),
    section("Every photo counts", tableOf(countsTable(summary))),
    section("How it was measured", methodOf(summary)),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${REPORT_CSS}
</style>
<main>
${body.filter((part) => part !== "").join("\n")}
</main>
</html>
`;
}

function introOf({ dataset, model }: Summary): string {
  const only =
    dataset.countryOnly > 0 ? `, ${grouped(dataset.countryOnly)} of them with a country alone` : "";
  return `${model ?? "A system that does not name itself"}; ${grouped(dataset.photos)} photos${only}.`;
}

function cardsOf({ measures, country, logScore }: Summary): string {
  const cards: [string, string][] = [];
  if (measures) {
    const { medianKm, geoScore, rva } = measures;
    cards.push(
      [`${kilometres(medianKm.value)} km`, "median error"],
      [`${percent(measures.accuracy[2]!.rate)} %`, "within 200 km"],
      [geoScore.value.toFixed(0), "mean GeoScore of 5000"],
      [`${percent(rva.budgets[5]!.rate)} %`, "found in 1,000,000 km²"],
      [`${area(rva.medianKm2.value)} km²`, "median searched area"],
    );
  }
  if (country) cards.push([`${percent(country.top1.rate)} %`, "right country"]);
  if (logScore) cards.push([`${logScore.meanBits.toFixed(2)} bits`, "above a uniform guess"]);
  const items = cards.map(
    ([value, label]) => `<li><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></li>`,
  );
  return `<ul class="cards">${items.join("")}</ul>`;
}

function troubleOf({ counts, dataset }: Summary): string[] {
  const missed = dataset.photos - counts.scored;
  if (missed === 0) return [];
  return [
    `<p class="danger">${escapeHtml(`${grouped(missed)} of ${grouped(dataset.photos)} photos have no usable prediction and count as misses: ${counts.missing.count} missing, ${counts.unreadable.count} unreadable, ${counts.invalid.count} invalid.`)}</p>`,
  ];
}

function distanceFigure(summary: Summary): string {
  const plot = distancePlot("distance", summary);
  return plot === null ? "" : figure(plot, curveTable("Distance, km", plot, kilometres));
}

/** Every point of the lines of a plot, which share their places. */
function curveTable(head: string, { series }: Plot, write: (x: number) => string): string {
  const columns = [head, ...series.map(({ name }) => name)];
  return htmlTable(
    "The curve",
    columns.map((each) => ({ head: each, isNumber: true })),
    series[0]!.points.map(([x], i) => ({
      cells: [write(x), ...series.map(({ points }) => percent(points[i]![1]))],
    })),
  );
}

function rvaSection(summary: Summary): string[] {
  const { measures, baselines } = summary;
  if (!measures) return [];
  const plot = rvaPlot("rva", [
    { name: summary.name, curve: measures.rva.curve, role: "own" },
    ...baselines.map(({ name, measures: { rva } }) => ({
      name,
      curve: rva.curve,
      role: "reference" as const,
    })),
  ]);
  const points = curveTable("Area, km²", plot, area);
  const published = publishedSeries(summary.dataset);
  const drawn = { ...plot, series: [...plot.series, ...published] };
  const explained = `<p>The Earth is searched in the order in which the system ranks it, densest first: how large an area has to be searched until the true place is covered? The dashed lines look at no photo.</p>`;
  return [
    section(
      "Recall versus area",
      explained +
        figure(drawn, points) +
        publishedNote(summary) +
        tableOf(rvaTable(summary)) +
        supportNote(summary),
    ),
  ];
}

function publishedNote({ dataset }: Summary): string {
  const curves = curvesFor(dataset);
  if (curves.length === 0) return "";
  const sources = curves.map((curve) => `${curve.system} (${sourceOf(curve)})`).join("; ");
  return `<p class="note">${escapeHtml(`Dotted lines were not measured here and are known at powers of ten alone: ${sources}.`)}</p>`;
}

function supportNote({ counts }: Summary): string {
  if (counts.beyond === 0 && counts.outside === 0) return "";
  return `<p class="note">${escapeHtml(`${counts.beyond} photos were taken beyond the cells that the predictions list and ${counts.outside} where they held it impossible: each counts as the whole Earth.`)}</p>`;
}

function calibrationSection(summary: Summary): string[] {
  const coverage = coveragePlot("coverage", summary);
  const reliability = reliabilityPlot("reliability", summary);
  if (!coverage && !reliability) return [];
  const { calibration, logScore } = summary;
  const ece = calibration?.ece ?? null;
  const words = [
    ...(ece === null
      ? []
      : [`Expected calibration error of the country named first: ${percent(ece)} points.`]),
    ...(calibration?.coverageError === null || calibration?.coverageError === undefined
      ? []
      : [`Mean gap of coverage: ${percent(calibration.coverageError)} points.`]),
    ...(logScore ? [`Log score: ${bits(logScore)}.`] : []),
  ];
  const bins = htmlTable(
    "Stated and measured",
    ["Stated", "Photos", "Mean stated", "Right"].map((head) => ({ head, isNumber: true })),
    (calibration?.reliability ?? []).map((bin) => ({
      cells: [
        `${percent(bin.low)}–${percent(bin.high)} %`,
        grouped(bin.n),
        percent(bin.confidence),
        percent(bin.accuracy),
      ],
    })),
  );
  return [
    section(
      "Calibration",
      `<p>${escapeHtml(words.join(" "))}</p>${coverage ? figure(coverage, tableOf(coverageTable(summary))) : ""}${reliability ? figure(reliability, bins) : ""}`,
    ),
  ];
}

function mapSection(scores: readonly PhotoScore[], mask: LandMask): string[] {
  if (!scores.some(({ truth }) => truth !== null)) return [];
  return [
    section(
      "Where it errs",
      `<figure>${errorMapSvg(scores, mask)}${errorMapLegend()}</figure><p class="note">Every photo at its true place. The numbers are in per_image.csv.</p>`,
    ),
  ];
}

function selectiveSection(summary: Summary): string[] {
  const plot = selectivePlot("selective", summary);
  if (!plot) return [];
  const { abstention } = summary.selective!;
  const words = abstention
    ? `<p>${escapeHtml(`The model abstains from ${grouped(abstention.abstained)} of ${grouped(summary.dataset.withPosition)} photos.`)}</p>`
    : "";
  return [
    section("Answering only when sure", words + figure(plot, tableOf(selectiveTable(summary)))),
  ];
}

function leakageSection(summary: Summary): string[] {
  const { leakage } = summary;
  if (!leakage) return [];
  const { photos } = leakage;
  return [
    section(
      "Leakage",
      `<p>${escapeHtml(`${percent(photos.rate)} % of the photos ${interval(photos.clustered ?? photos.wilson, percent)} lie within ${leakage.withinM} m of one of the ${grouped(leakage.points)} points of ${leakage.gallery}: a system that knows those points may know these very spots.`)}</p>${tableOf(leakageTable(summary))}`,
    ),
  ];
}

function methodOf(summary: Summary): string {
  const { settings, dataset, run } = summary;
  const facts: [string, string][] = [
    ["Distance", `haversine, R = ${settings.earthRadiusKm} km, thresholds inclusive`],
    ["Without prediction", `${kilometres(settings.missKm)} km, GeoScore 0, the whole Earth`],
    ["Recall versus area", protocolWords(summary)],
    ["Intervals", `95 %, ${intervalSource(summary)}`],
    ["Set", `${dataset.name}, fingerprint ${dataset.fingerprint}`],
    ...Object.entries(run ?? {}).map(([key, value]): [string, string] => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ];
  const items = facts.map(
    ([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`,
  );
  return `<dl>${items.join("")}</dl>`;
}

function section(title: string, content: string): string {
  return content === "" ? "" : `<section>\n<h2>${escapeHtml(title)}</h2>\n${content}\n</section>`;
}

function figure(plot: Plot, behind: string): string {
  return `<figure>${plotSvg(plot)}${plotLegend(plot.series)}</figure>${htmlDetails("The numbers behind it", behind)}`;
}

function tableOf(table: TextTable | null): string {
  return table ? htmlTable(table.caption, table.columns, table.rows) : "";
}
