import { placeTitle } from "../../core/contracts/place-levels.ts";
import { printable } from "../../core/contracts/quote.ts";
import { type PhotoOutcome, summaryOf } from "../../core/formats/photo-outcome.ts";

/** Widths of what is beside the file and the place: probability, latitude, longitude, area, and the gaps between. */
const NUMBERS_WIDTH = 5 + 9 + 10 + 14 + 5 * 2;
const LONGEST_FILE = 48;
const LONGEST_PLACE = 40;
const SHORTEST_PLACE = 16;

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
  const longest = files.reduce((most, file) => Math.max(most, lengthOf(printable(file))), 4);
  const spare = columns - NUMBERS_WIDTH;
  const fileWidth = Math.max(12, Math.min(longest, LONGEST_FILE, spare - SHORTEST_PLACE));
  const placeWidth = Math.max(SHORTEST_PLACE, Math.min(LONGEST_PLACE, spare - fileWidth));

  function line(file: string, place: string, numbers: readonly string[]): string {
    const [share = "", lat = "", lng = "", area = ""] = numbers;
    const cells = [
      padded(withoutStart(file, fileWidth), fileWidth),
      padded(withoutEnd(place, placeWidth), placeWidth),
      share.padStart(5),
      lat.padStart(9),
      lng.padStart(10),
      area.padStart(14),
    ];
    return `${cells.join("  ").trimEnd()}\n`;
  }

  return {
    head: line("FILE", "PLACE", ["PROB", "LAT", "LNG", "50 % AREA KM2"]),
    row(outcome) {
      const file = printable(outcome.file);
      if ("reason" in outcome) {
        return `${padded(withoutStart(file, fileWidth), fileWidth)}  no answer: ${printable(outcome.reason)}\n`;
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

function lengthOf(text: string): number {
  return [...text].length;
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - lengthOf(text)));
}

/** What tells files of a folder apart stands at the end. */
function withoutStart(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `…${letters.slice(1 - width).join("")}`;
}

function withoutEnd(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join("")}…`;
}
