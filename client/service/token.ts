import { signal } from "@preact/signals";

const STORAGE_KEY = "graticule.token";

/** The token that an operator may demand; kept while this browser tab lives, "" while there is none. */
export const token = signal(readStored());

export function setToken(text: string): void {
  token.value = text.trim();
  try {
    sessionStorage.setItem(STORAGE_KEY, token.value);
  } catch {
    // Storage may be forbidden; the token then lasts as long as the page.
  }
}

/** The header that carries the token, if there is one. */
export function authorization(): Record<string, string> {
  return token.value === "" ? {} : { Authorization: `Bearer ${token.value}` };
}

function readStored(): string {
  try {
    return sessionStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return "";
  }
}
