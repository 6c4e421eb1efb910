import type { Truth } from "./truth.ts";

/** SHA-256 over `id,lat,lng,country` of the rows in order, positions to 6 decimals: 64 hexadecimal digits. */
export function fingerprintOf(rows: readonly Truth[]): Promise<string> {
  return digestOf(
    rows.map(({ id, at, country }) => {
      // Without "-0.000000", which files write now and then.
      const place = at ? `${(at[1] + 0).toFixed(6)},${(at[0] + 0).toFixed(6)}` : ",";
      return `${id},${place},${at ? "" : (country ?? "")}`;
    }),
  );
}

/** SHA-256 over the ids of the rows in order. */
export function idsDigestOf(rows: readonly Pick<Truth, "id">[]): Promise<string> {
  return digestOf(rows.map(({ id }) => id));
}

async function digestOf(lines: readonly string[]): Promise<string> {
  const text = lines.map((line) => `${line}\n`).join("");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
