import type { Photo } from "../ask/state.ts";
import { formatProbability } from "../words/numbers.ts";
import { titleOf } from "./arrange.ts";

/** A photo's state in two short lines. */
export interface PhotoWords {
  readonly title: string;
  readonly line: string;
}

export function photoWords({ task, summary, file }: Photo): PhotoWords {
  switch (task.status) {
    case "waiting":
      return { title: "Waiting", line: file.name };
    case "uploading":
      return { title: `Being sent, ${Math.round(task.sent * 100)}\u00a0%`, line: file.name };
    case "reading":
      return { title: "Being read", line: file.name };
    case "cancelled":
      return { title: "Stopped", line: file.name };
    case "failed":
      return { title: task.failure.title, line: file.name };
    case "located": {
      const place = summary ? titleOf(summary) : "";
      const probability = summary?.place ? formatProbability(summary.place.probability) : "";
      if (summary?.state !== "abstained") return { title: place || "Located", line: probability };
      return { title: "Cannot tell", line: place && `${place}, ${probability}` };
    }
  }
}

/** The ending of a file's name, as a sign for its format: "HEIC". */
export function formatSign(name: string): string {
  return /\.(\w{2,5})$/.exec(name)?.[1]?.toUpperCase() ?? "";
}
