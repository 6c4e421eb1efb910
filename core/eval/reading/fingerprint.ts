import type { Truth } from "./truth.ts";

/** SHA-256 over `id,lat,lng,country` of the rows in order, positions to 6 decimals: 64 hexadecimal digits. */
export async function fingerprintOf(rows: readonly Truth[]): Promise<string> {
  const text = rows
    .map(({ id, at, country }) => {
      // Without "-0.000000", which files write now and then.
      const place = at ? `${(at[1] + 0).toFixed(6)},${(at[0] + 0).toFixed(6)}` : ",";
      return `${id},${place},${at ? "" : (country ?? "")}\n`;
    })
    .join("");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
