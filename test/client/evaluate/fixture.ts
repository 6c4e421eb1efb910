import { scoreRunFiles } from "../../../client/evaluate/run-scorer.ts";
import { cellAt } from "../../../core/earth/cells.ts";
import { createUniform } from "../../../core/eval/figures/random.ts";
import { writeSummary } from "../../../core/eval/figures/summary-file.ts";
import { writePerImage } from "../../../core/eval/scoring/per-image.ts";
import { geography } from "../../geography.ts";

// A small set and a made-up system: near the truth now and then, with two cells a photo. The same at each run.

const PHOTOS = 40;
const CENTRES = [
  [2.35, 48.86],
  [139.69, 35.69],
  [-77.04, -12.05],
  [36.82, -1.29],
] as const;

export interface MadeFiles {
  readonly truth: File;
  readonly predictions: File;
}

/** @param spread degrees that predictions are off */
export function makeFiles(spread: number, seed = 7): MadeFiles {
  const uniform = createUniform(seed);
  const truth = ["file,lat,lon"];
  const lines: string[] = [];
  for (let i = 0; i < PHOTOS; i++) {
    const [lng, lat] = CENTRES[i % CENTRES.length]!;
    const name = `photo-${String(i).padStart(2, "0")}.jpg`;
    truth.push(`${name},${(lat + uniform() / 10).toFixed(4)},${(lng + uniform() / 10).toFixed(4)}`);
    const at = { lat: lat + (uniform() - 0.5) * spread, lng: lng + (uniform() - 0.5) * spread };
    const cells = [
      { h3: cellAt([at.lng, at.lat], 4), probability: 0.6 },
      { h3: cellAt([lng, lat + 20], 3), probability: 0.3 },
    ];
    lines.push(
      JSON.stringify({
        id: name,
        model: { name: "made", version: "1" },
        best: { ...at, expectedScore: 2500 },
        cells,
        otherMass: 0.1,
      }),
    );
  }
  return {
    truth: new File([`${truth.join("\n")}\n`], "truth.csv"),
    predictions: new File([`${lines.join("\n")}\n`], "predictions.jsonl"),
  };
}

/** The files of a scored run's folder. */
export async function makeRun(spread: number, name: string) {
  const { truth, predictions } = makeFiles(spread);
  const files = { name, truth, predictions };
  const { summary, scores } = await scoreRunFiles(files, await geography(), () => {});
  return {
    "summary.json": writeSummary({ ...summary, name }),
    "per_image.csv": writePerImage(scores),
    "predictions.jsonl": await predictions.text(),
  };
}
