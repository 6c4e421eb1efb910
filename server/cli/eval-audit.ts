import { join, resolve } from "node:path";
import type { Finding } from "../../core/eval/audit/audit.ts";
import { auditWords, writeAudit } from "../../core/eval/audit/audit-file.ts";
import { compareIds } from "../../core/eval/reading/ids.ts";
import { auditPhotos } from "../eval/audit.ts";
import { writeWhole } from "../eval/files.ts";
import { findPhotos } from "../eval/photo-files.ts";
import { openTruth } from "../eval/truth-source.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { photoLimits } from "../settings/photo-limits.ts";
import { type EvalFlag, type GivenFlags, integerOf, requiredText, textOf } from "./eval-flags.ts";
import { datasetsFolder } from "./eval-sets.ts";
import { createProgress } from "./progress.ts";
import { complain, print, type Terminal } from "./terminal.ts";

export const AUDIT_FLAGS = [
  "dataset",
  "truth",
  "output",
  "concurrency",
  "json",
  "strict",
  "progress",
] as const satisfies readonly EvalFlag[];

/** The file of findings in a run's folder. */
export const AUDIT_FILE = "audit.csv";

/** `eval audit`: what is the matter with the photos of a folder and with their rows of truth. */
export async function auditFolder(
  folder: string,
  flags: GivenFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { findings, photos } = await findingsOf({ ...flags, images: folder }, terminal);
  const output = textOf(flags, "output");
  if (output !== null) await writeWhole(output, writeAudit(findings));
  await print(
    terminal,
    flags.json === true
      ? `${JSON.stringify({ photos, findings })}\n`
      : output === null
        ? writeAudit(findings)
        : auditWords(findings, photos),
  );
  if (output === null) complain(terminal, auditWords(findings, photos).trimEnd());
  return flags.strict === true && findings.length > 0 ? EXIT.someFailed : EXIT.ok;
}

/** The audit of a run's photos, into the run's folder; the path of its table. */
export async function auditRun(flags: GivenFlags, terminal: Terminal): Promise<string> {
  const { findings, photos } = await findingsOf(flags, terminal);
  const file = join(requiredText(flags, "output"), AUDIT_FILE);
  await writeWhole(file, writeAudit(findings));
  if (findings.length > 0) {
    complain(terminal, `What is the matter with the photos (${file}):`);
    complain(terminal, auditWords(findings, photos).trimEnd());
  }
  return file;
}

async function findingsOf(
  flags: GivenFlags,
  terminal: Terminal,
): Promise<{ findings: readonly Finding[]; photos: number }> {
  const config = readConfig(terminal.env);
  const isNamed = textOf(flags, "dataset") !== null;
  const hasTruth = isNamed || (textOf(flags, "truth") ?? "exif") !== "exif";
  const truth = hasTruth
    ? await openTruth({
        dataset: textOf(flags, "dataset"),
        truth: textOf(flags, "truth"),
        predictions: null,
        datasetsFolder: datasetsFolder(config),
      })
    : null;
  const rows = truth?.set.rows ?? null;
  const ids = rows ? rows.map(({ id }) => id).sort(compareIds) : null;
  const all = await findPhotos(resolve(requiredText(flags, "images")), ids);
  const limit = integerOf(flags, "limit", Number.POSITIVE_INFINITY, [1, 1e9]);
  const found = { ...all, photos: all.photos.slice(0, limit) };
  const progress = createProgress(terminal, flags.progress !== false);
  try {
    const findings = await auditPhotos({
      found,
      truth: rows,
      mask: (await terminal.geography()).mask,
      limits: photoLimits(config),
      concurrency: integerOf(flags, "concurrency", config.concurrency, [1, 64]),
      signal: terminal.signal,
      onProgress: (done, total) => progress.show(done, total, "photos looked at"),
    });
    return { findings, photos: found.photos.length + found.missing.length };
  } finally {
    progress.stop();
  }
}
