import { resolve } from "node:path";
import type { CoverFigures } from "../../core/eval/figures/covering.ts";
import type { WordRate } from "../../core/eval/figures/words.ts";
import { measureCovering, measureWords, type WordFigures } from "../eval/explain.ts";
import { findPhotos } from "../eval/photo-files.ts";
import { openTruth } from "../eval/truth-source.ts";
import { openEngine } from "../locate/engine.ts";
import { locatorSettings } from "../locate/locator-settings.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { type GivenFlags, integerOf, requiredText, textOf } from "./eval-flags.ts";
import { datasetsFolder } from "./eval-sets.ts";
import { createProgress } from "./progress.ts";
import { complain, print, type Terminal, tell, toTable } from "./terminal.ts";

const SAMPLE = 100;

/** `eval explain`: what the words and the occlusion maps of explanations are worth on a set. */
export async function measureExplanations(
  flags: GivenFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const bundle = textOf(flags, "bundle");
  const env = bundle === null ? terminal.env : { ...terminal.env, GRATICULE_BUNDLE: bundle };
  const config = readConfig(env);
  const sample = integerOf(flags, "sample", SAMPLE, [0, 1e6]);
  const seed = integerOf(flags, "seed", 1, [0, 2 ** 32 - 1]);
  const truth = await openTruth({
    dataset: textOf(flags, "dataset"),
    truth: textOf(flags, "truth"),
    predictions: null,
    datasetsFolder: datasetsFolder(config),
  });
  for (const warning of truth.warnings) complain(terminal, warning);
  const ids = truth.set.rows.map(({ id }) => id);
  const found = await findPhotos(resolve(requiredText(flags, "images")), ids);
  tell(terminal, found.missing, "Photos of the set that are not in the folder and are left out");
  const progress = createProgress(terminal, flags.progress !== false);
  const settings = locatorSettings(config, await terminal.geography());
  const unreadable = new Set<string>();
  const engine = await openEngine({ ...settings, onProgress: progress.show });
  try {
    const request = {
      engine,
      photos: found.photos.slice(0, integerOf(flags, "limit", Number.POSITIVE_INFINITY, [1, 1e9])),
      truth: new Map(truth.set.rows.map((row) => [row.id, row])),
      limits: settings.limits,
      sample,
      seed,
      signal: terminal.signal,
      onProgress: progress.show,
      onUnreadable: (id: string) => void unreadable.add(id),
    };
    const words = await measureWords(request);
    const covering = sample > 0 ? await measureCovering(request) : null;
    progress.stop();
    tell(terminal, [...unreadable], "Photos of the set that cannot be read and are left out");
    const { name, version } = engine.model;
    const document = {
      model: { name, version },
      dataset: truth.facts,
      seed,
      unreadable: [...unreadable],
      words,
      covering,
    };
    await print(
      terminal,
      flags.json === true
        ? `${JSON.stringify(document, null, 2)}\n`
        : `${name} ${version} on ${truth.facts.name}.\n\n${wordTable(words)}\n${sample > 0 ? coverText(covering) : ""}`,
    );
    return EXIT.ok;
  } finally {
    progress.stop();
    await engine.close();
  }
}

function wordTable({ heads, map }: WordFigures): string {
  const row = (
    source: string,
    [name, { photos, right, interval, commonest }]: [string, WordRate],
  ) => [
    name,
    source,
    percent(right),
    `${percent(interval[0])} - ${percent(interval[1])}`,
    percent(commonest),
    String(photos),
  ];
  return `First word right, per cent (95 % Wilson), beside always saying the commonest:\n${toTable([
    ["WORD", "FROM", "RIGHT", "INTERVAL", "COMMONEST", "PHOTOS"],
    ...Object.entries(heads).map((entry) => row("head", entry)),
    ...Object.entries(map).map((entry) => row("map", entry)),
  ])}`;
}

function coverText(covering: CoverFigures | null): string {
  if (!covering)
    return "No photo was covered, or none has a part that speaks for its first country.\n";
  const { photos, whole, strongest, random, difference, interval, wins } = covering;
  return [
    `Probability of the first country, mean of ${photos} photos, per cent:\n`,
    toTable([
      ["COVERED", "PROBABILITY"],
      ["nothing", percent(whole)],
      ["the strongest fifth", percent(strongest)],
      ["as many at random", percent(random)],
    ]),
    `\nThe strongest take ${percent(difference)} points more than random ones (95 % ${percent(interval[0])} to ${percent(interval[1])}), in ${percent(wins)} % of the photos.\n`,
  ].join("");
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
