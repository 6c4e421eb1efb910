import { placeTitle } from "../../core/contracts/place-levels.ts";
import { printable } from "../../core/contracts/quote.ts";
import { type PhotoOutcome, summaryOf } from "../../core/formats/photo-outcome.ts";
import { filled, widthOf, withoutEnd, withoutStart, wrapped } from "./text-width.ts";

/** What stands beside the file and the place, and its width. */
const NUMBERS = [
  { head: "PROB", width: 5 },
  { head: "LAT", width: 9 },
  { head: "LNG", width: 10 },
  { head: "50 % AREA KM2", width: 14 },
] as const;
const GAP = "  ";
const SHORTEST_FILE = 12;
const LONGEST_FILE = 48;
const LONGEST_PLACE = 40;
const SHORTEST_PLACE = 16;
/** Reasons are not broken into shorter lines than this. */
const LEAST_REASON = 24;

/** Lines of a table that is written while it comes about: its widths are known before its rows. */
export interface PhotoTable {
  readonly head: string;
  row(outcome: PhotoOutcome): string;
}

/**
 * @param files all names that will come, as wide as the widest of which the first column is
 * @param columns width of the terminal, in letters
 */
export function createPhotoTable(files: readonly string[], columns: number): PhotoTable {
  const longest = files.reduce((most, file) => Math.max(most, widthOf(printable(file))), 4);
  // A narrow terminal has no room for the area.
  const numbers =
    spareBeside(NUMBERS, columns) < SHORTEST_FILE + SHORTEST_PLACE ? NUMBERS.slice(0, -1) : NUMBERS;
  const spare = spareBeside(numbers, columns);
  const fileWidth = Math.max(
    SHORTEST_FILE,
    Math.min(longest, LONGEST_FILE, spare - SHORTEST_PLACE),
  );
  const placeWidth = Math.max(SHORTEST_PLACE, Math.min(LONGEST_PLACE, spare - fileWidth));
  const reasonWidth = Math.max(LEAST_REASON, columns - fileWidth - GAP.length);

  function line(file: string, place: string, values: readonly string[]): string {
    const cells = [
      filled(withoutStart(file, fileWidth), fileWidth),
      filled(withoutEnd(place, placeWidth), placeWidth),
      ...numbers.map(({ width }, i) => (values[i] ?? "").padStart(width)),
    ];
    return `${cells.join(GAP).trimEnd()}\n`;
  }

  return {
    head: line(
      "FILE",
      "PLACE",
      numbers.map(({ head }) => head),
    ),
    row(outcome) {
      const file = printable(outcome.file);
      if ("reason" in outcome) {
        const reason = wrapped(`no answer: ${printable(outcome.reason)}`, reasonWidth);
        const beside = [withoutStart(file, fileWidth), ...reason.slice(1).map(() => "")];
        return beside.map((own, i) => `${filled(own, fileWidth)}${GAP}${reason[i]}\n`).join("");
      }
      const { place, best, area50Km2, state } = summaryOf(outcome.prediction);
      const title = place ? placeTitle(place) : "-";
      return line(file, state === "abstained" ? `unsure; ${title}` : title, [
        place ? `${Math.round(place.probability * 100)} %` : "-",
        best.lat.toFixed(4),
        best.lng.toFixed(4),
        area50Km2 === null ? "-" : Math.round(area50Km2).toLocaleString("en"),
      ]);
    },
  };
}

/** Columns that numbers leave for the file and the place. */
function spareBeside(numbers: readonly { readonly width: number }[], columns: number): number {
  return numbers.reduce((left, { width }) => left - width - GAP.length, columns) - GAP.length;
}
