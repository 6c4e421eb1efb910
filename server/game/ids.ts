import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A name that cannot be guessed: 128 random bits, 22 characters. */
export function newId(): string {
  return randomBytes(16).toString("base64url");
}

const KEY_FILE = "player.key";
const KEY_BYTES = 32;

/** Signs the cookies of players. The key lives in the data folder and is made at first use. */
export interface Signer {
  /** `<id>.<signature>`. */
  sign(id: string): string;
  /** The id of a signed text, or null when the signature is not ours. */
  verify(text: string): string | null;
}

export async function openSigner(dataFolder: string): Promise<Signer> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, KEY_FILE);
  // "wx": whoever is first makes it; the others read that.
  await writeFile(file, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600 }).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
  const key = await readFile(file);
  if (key.length !== KEY_BYTES) {
    throw new Error(
      `${file} has ${key.length} bytes, expected ${KEY_BYTES}; delete it to make a new one.`,
    );
  }
  const signatureOf = (id: string) => createHmac("sha256", key).update(id).digest();
  return {
    sign: (id) => `${id}.${signatureOf(id).toString("base64url")}`,
    verify(text) {
      const [id = "", signature = ""] = text.split(".");
      const given = Buffer.from(signature, "base64url");
      const expected = signatureOf(id);
      return given.length === expected.length && timingSafeEqual(given, expected) ? id : null;
    },
  };
}
