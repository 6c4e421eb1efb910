import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../files/folder-fault.ts";
import { nameOnce } from "../files/whole-file.ts";
import { storageFault } from "../store/storage-fault.ts";

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

/** Throws `storage_unavailable` when the key can neither be read nor made. */
export async function openSigner(dataFolder: string): Promise<Signer> {
  const file = join(dataFolder, KEY_FILE);
  const key = await keyIn(dataFolder, file).catch((cause: unknown) => {
    throw storageFault(
      `The key of the players' cookies, ${file}, can neither be read nor made: ${reasonOf(cause)}. Let this user read and write it, or name another folder with GRATICULE_DATA.`,
      cause,
    );
  });
  if (key.length !== KEY_BYTES) {
    throw storageFault(
      `The key of the players' cookies, ${file}, has ${key.length} bytes, expected ${KEY_BYTES}. Restore it, or delete it: a new one is made, and all players are strangers.`,
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

/** The key that is kept in a file; made where there is none. */
async function keyIn(folder: string, file: string): Promise<Buffer> {
  const found = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return null;
  });
  if (found) return found;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Written in full before it gets its name: a full disk or a kill leaves no part of a key.
  const made = `${file}.${newId()}`;
  try {
    const key = randomBytes(KEY_BYTES);
    await writeFile(made, key, { flag: "wx", mode: 0o600 });
    // Whoever is first makes it; the others read that.
    await nameOnce(made, file, key, 0o600);
  } finally {
    await rm(made, { force: true });
  }
  return readFile(file);
}
