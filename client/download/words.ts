import type { ModelDownload } from "../../core/contracts/api.ts";
import { formatBytes, formatShare } from "../words/numbers.ts";
import { BETTER } from "./known-models.ts";
import { type DownloadState, isUnderWay } from "./state.ts";

const NBSP = "\u00a0";
const GROUPED = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
/** The published weights; what other forms cost in accuracy has not been measured. */
const PUBLISHED_VARIANT = "fp32";

/** What one gets into, before anything is fetched. */
export function offerInWords({ expectedBytes, licence, variant }: ModelDownload): string {
  const size = expectedBytes > 0 ? `About ${formatBytes(expectedBytes)}` : "A large download";
  const form =
    variant === PUBLISHED_VARIANT
      ? ""
      : ` This server suits the compressed form ${variant}, whose accuracy has not been measured.`;
  return `${size}, licence ${licence}. The server downloads it to its own disk, nothing comes to this device; photos can be located meanwhile.${form}`;
}

/** What is being done. */
export function stageInWords({ state, done, total }: ModelDownload): string {
  if (state === "indexing") return `Preparing ${BETTER.title}`;
  if (total > 0 && done >= total) return `Checking what has come`;
  return `Downloading ${BETTER.title}`;
}

/** How far it is, with the rate and the time left where they are known. */
export function progressInWords(download: ModelDownload): string {
  const { state, done, total, bytesPerSecond, detail } = download;
  if (total === 0) return "Asking the hub";
  if (state === "indexing") return `${detail}: ${formatPart(done, total)}`;
  const parts = [amountInWords(done, total), formatPart(done, total)];
  if (done < total) {
    parts.push(
      ...(bytesPerSecond > 0
        ? [
            `${formatBytes(bytesPerSecond)}/s`,
            `${formatTime((total - done) / bytesPerSecond)}${NBSP}left`,
          ]
        : ["waiting for the hub"]),
    );
  }
  return parts.join(" · ");
}

/** "512 of 1,260 MB": both in the unit of the whole. */
export function amountInWords(done: number, total: number): string {
  const [unit, size] = total >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
  const count = (bytes: number) => GROUPED.format(Math.floor(bytes / size));
  return `${count(done)} of ${count(total)}${NBSP}${unit}`;
}

/** The share that is done, 0 to 1; null while nothing is known of it. */
export function partOf({ done, total }: ModelDownload): number | null {
  return total > 0 ? Math.min(1, done / total) : null;
}

/** What a screen reader says: each stage and each quarter once, and the end. Nothing of downloads seen only afterwards. */
export function spokenOf({ known, isSeen }: DownloadState, isAnswering: boolean): string {
  if (!known || !isSeen) return "";
  switch (known.state) {
    case "downloading": {
      const quarter = Math.floor((partOf(known) ?? 0) * 4) / 4;
      return `${stageInWords(known)}${quarter > 0 && quarter < 1 ? `, ${formatShare(quarter)}` : ""}.`;
    }
    case "indexing":
      return `${stageInWords(known)}.`;
    case "installed":
      return isAnswering ? `${BETTER.title} answers now.` : `${BETTER.title} is installed.`;
    case "failed":
      return `${BETTER.title} could not be installed. ${known.detail}`;
    case "stopped":
      return "The download was stopped.";
    default:
      return "";
  }
}

/** Whether it has begun and could go on: what has come is still there. */
export function keptInWords({ state, done, total }: ModelDownload): string | null {
  const isPart = state === "stopped" || state === "failed";
  return isPart && done > 0 ? `${amountInWords(done, total)} have come and are kept.` : null;
}

/** Whether there is anything to show where no answer is: news of this page only. */
export function isNews({ known, isSeen }: DownloadState): boolean {
  return known !== null && (isUnderWay(known) || (isSeen && known.state !== "none"));
}

/** Never 100 % before the end. */
function formatPart(done: number, total: number): string {
  return `${Math.floor((100 * done) / total)}${NBSP}%`;
}

/** Rounded up, in one unit or two. */
function formatTime(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)}${NBSP}s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes}${NBSP}min`;
  return `${Math.floor(minutes / 60)}${NBSP}h ${minutes % 60}${NBSP}min`;
}
