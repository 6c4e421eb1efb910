import { GraticuleError } from "../../core/contracts/errors.ts";
import type { Explanation } from "../../core/contracts/explanation.ts";
import {
  type ExplanationOptions,
  readExplanationOptions,
} from "../../core/contracts/explanation-options.ts";
import type { GivenText } from "../../core/contracts/parameters.ts";
import { printable } from "../../core/contracts/quote.ts";
import { writeWhole } from "../files/whole-file.ts";
import { locatorSettings } from "../locate/locator-settings.ts";
import { occlusionPicture } from "../photo/occlusion-picture.ts";
import { readPhoto } from "../photo/photo.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import { finderFor, readHintFile, withFlagWords } from "./hint-flags.ts";
import { findInputs } from "./inputs.ts";
import { createProgress } from "./progress.ts";
import { complain, print, type Terminal, toTable } from "./terminal.ts";
import { usage } from "./usage.ts";

export interface ExplainFlags {
  /** Level and id: `country:SE`. */
  readonly place: string | null;
  readonly grid: string | null;
  readonly prior: string | null;
  readonly within: readonly string[];
  readonly exclude: readonly string[];
  readonly json: boolean;
  /** File for the photo with the map on it. */
  readonly png: string | null;
  readonly progress: boolean;
}

/** `explain`: which parts of a photo move the probability of a place. */
export async function explain(
  file: string,
  flags: ExplainFlags,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  const options = await readFlags(flags, terminal);
  const { inputs } = await findInputs([file], false, terminal.stdin);
  const [input] = inputs;
  if (!input || inputs.length > 1) {
    throw usage(`${printable(file)}: expected one photo, found ${inputs.length}.`);
  }
  if ("fault" in input) {
    complain(terminal, `${printable(input.file)}: ${input.fault}`);
    return EXIT.someFailed;
  }
  const progress = createProgress(terminal, flags.progress);
  const settings = locatorSettings(config, await terminal.geography());
  const locator = await terminal.openLocator({ ...settings, onProgress: progress.show });
  try {
    const bytes = await input.read();
    const explanation = await locator.explain(bytes, options, terminal.signal, (done, total) =>
      progress.show(done, total, "looks"),
    );
    progress.stop();
    if (flags.png !== null) {
      const picture = await occlusionPicture(await readPhoto(bytes, settings.limits), explanation);
      await writeWhole(flags.png, picture);
    }
    await print(
      terminal,
      flags.json ? `${JSON.stringify(explanation)}\n` : explanationText(explanation),
    );
    return EXIT.ok;
  } catch (error) {
    // What lies in the photo is told as `predict` tells it.
    if (!(error instanceof GraticuleError) || !error.code.startsWith("photo_")) throw error;
    progress.stop();
    complain(terminal, `${printable(input.file)}: ${error.message}`);
    return EXIT.someFailed;
  } finally {
    progress.stop();
    await locator.close();
  }
}

async function readFlags(flags: ExplainFlags, terminal: Terminal): Promise<ExplanationOptions> {
  const given: GivenText[] = [];
  const add = (name: string, text: string | null) => {
    if (text !== null) given.push({ source: "option", name, text });
  };
  add("place", flags.place);
  add("grid", flags.grid);
  add("prior", flags.prior);
  for (const text of flags.within) add("within", await readHintFile(text));
  for (const text of flags.exclude) add("exclude", await readHintFile(text));
  const finder = await finderFor(given, terminal);
  return withFlagWords(() => readExplanationOptions(given, finder));
}

/** An explanation for people: what covering does, part by part, and what kind of place is believed in. */
export function explanationText(explanation: Explanation): string {
  const { place, probability, before, blank, together, grid, patches, attributes } = explanation;
  const inside = place.within ? `, ${place.within}` : "";
  const points = ({ change }: { readonly change: number }) =>
    Math.abs(change) < 5e-4 ? "0.0" : `${change > 0 ? "+" : ""}${(change * 100).toFixed(1)}`;
  const rows = Array.from({ length: grid.rows }, (_, row) =>
    patches.slice(row * grid.columns, (row + 1) * grid.columns).map(points),
  );
  const width = Math.max(...rows.flat().map((text) => text.length)) + 2;
  const map = rows.map((row) => `${row.map((text) => text.padStart(width)).join("")}\n`).join("");
  const words = attributes.map(({ name, source, classes, worth }) => [
    name,
    source,
    classes[0]?.name ?? "",
    percent(classes[0]?.probability ?? 0),
    worth ? `${percent(worth.right)} of ${worth.photos}` : "not measured",
    worth ? percent(worth.commonest) : "",
  ]);
  return [
    `${place.name}${inside}: ${percent(probability)} by the photo, ${percent(before)} before it, ${percent(blank)} with everything covered.\n`,
    together
      ? `With the ${together.patches.length} strongest parts covered together ${percent(together.probability)}.\n`
      : "No part speaks for it.\n",
    "\nPercentage points that it changes by when a part is covered (below 0: the part speaks for it):\n",
    map,
    "\nThe kind of place, by heads of the model and summed from the map; how often the first word is right, and would be if it were always the commonest:\n",
    toTable([["", "FROM", "FIRST", "PROBABILITY", "RIGHT", "COMMONEST"], ...words]),
    "\nThis is what the answer rests on, not whether it is right.\n",
  ].join("");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
