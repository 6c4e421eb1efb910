/** Keeps a number and its unit on one line. */
const NBSP = "\u00a0";

const GROUPED = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A probability as a person can use it: no digits that mean nothing, and nothing that looks like certainty. */
export function formatProbability(probability: number): string {
  const percent = probability * 100;
  if (percent <= 0) return `0${NBSP}%`;
  if (percent < 0.1) return `<0.1${NBSP}%`;
  if (percent < 9.95) return `${percent.toFixed(1)}${NBSP}%`;
  if (percent < 99.5) return `${Math.round(percent)}${NBSP}%`;
  return `>99${NBSP}%`;
}

/** A chosen share such as the mass of a region: "80 %". */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)}${NBSP}%`;
}

/** Square kilometres, to three digits: more would claim too much. */
export function formatArea(km2: number): string {
  return `${formatSize(km2)}${NBSP}km²`;
}

export function formatDistance(km: number): string {
  if (km < 1) return `${Math.max(10, Math.round(km * 100) * 10)}${NBSP}m`;
  return `${formatSize(km)}${NBSP}km`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes}${NBSP}B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)}${NBSP}kB`;
  if (bytes < 999.5e6) return `${(bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0)}${NBSP}MB`;
  return `${(bytes / 1e9).toFixed(1)}${NBSP}GB`;
}

/** Megabytes of 1024 x 1024 bytes, in which the service counts its limit of photos. */
export function formatPhotoBytes(bytes: number): string {
  const megabytes = bytes / 2 ** 20;
  return `${megabytes.toFixed(Number.isInteger(megabytes) ? 0 : 1)}${NBSP}MB`;
}

/** Three significant digits, grouped; integers from 100 up. */
function formatSize(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}${NBSP}million`;
  if (value >= 100) return GROUPED.format(Number(value.toPrecision(3)));
  return String(Number(value.toPrecision(2)));
}
