import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Read at a time. */
const CHUNK_BYTES = 1 << 20;

/** SHA-256 of a file of any size, 64 hexadecimal digits. Throws the file system's own error. */
export function sha256OfFile(file: string): Promise<string> {
  return digestFile(file, createHash("sha256"));
}

/** The name that git gives to a file's content, 40 hexadecimal digits. @param bytes size of the file */
export function gitNameOfFile(file: string, bytes: number): Promise<string> {
  return digestFile(file, createHash("sha1").update(`blob ${bytes}\0`));
}

async function digestFile(file: string, hash: Hash): Promise<string> {
  await pipeline(createReadStream(file, { highWaterMark: CHUNK_BYTES }), hash);
  return hash.digest("hex");
}
