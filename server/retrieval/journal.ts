import { open, stat, truncate } from "node:fs/promises";
import * as z from "zod";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { printable } from "../../core/contracts/quote.ts";
import { readLines } from "../files/lines.ts";
import type { EncoderName } from "./encoder-name.ts";

/** A photo that was encoded. */
export interface Encoded {
  readonly lat: number;
  readonly lng: number;
  readonly values: Int8Array;
  /** Cosine of the kept vector with the one that was encoded. */
  readonly cosine: number;
}

/** What a build has done so far, line by line in a file: it survives a crash. */
export interface Journal {
  /** By the photo's stamp. */
  readonly done: ReadonlyMap<string, Encoded>;
  append(stamp: string, photo: Encoded): Promise<void>;
  close(): Promise<void>;
}

const HeadSchema = z.object({ encoder: z.string(), name: z.string(), version: z.string() });
const LineSchema = z.object({
  stamp: z.string(),
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
  cosine: z.number(),
  values: z.base64(),
});

/**
 * Opens what an earlier build has left, or begins anew. A last line that a crash has cut is taken off.
 *
 * @throws GraticuleError "index_invalid" for what another bundle has left, or what is no journal
 */
export async function openJournal(
  file: string,
  encoder: EncoderName,
  dimension: number,
): Promise<Journal> {
  const done = new Map<string, Encoded>();
  let end = 0;
  if ((await stat(file).catch(() => null))?.size) {
    for await (const line of readLines(file)) {
      if (line.isCut) break;
      if (line.number === 1) checkHead(file, line.text, encoder);
      else {
        const { stamp, values, ...rest } = parse(file, LineSchema, line.text);
        const bytes = Int8Array.from(Buffer.from(values, "base64"));
        if (bytes.length !== dimension) throw foreign(file, "it has vectors of another width");
        done.set(stamp, { ...rest, values: bytes });
      }
      end = line.end;
    }
    await truncate(file, end);
  }
  const handle = await open(file, "a");
  if (end === 0) await handle.appendFile(`${JSON.stringify(encoder)}\n`);
  return {
    done,
    async append(stamp, { lat, lng, cosine, values }) {
      const text = Buffer.from(values.buffer, values.byteOffset, values.length).toString("base64");
      await handle.appendFile(`${JSON.stringify({ stamp, lat, lng, cosine, values: text })}\n`);
      done.set(stamp, { lat, lng, cosine, values });
    },
    close: () => handle.close(),
  };
}

function checkHead(file: string, text: string, { encoder }: EncoderName): void {
  const head = parse(file, HeadSchema, text);
  if (head.encoder === encoder) return;
  throw foreign(file, `${head.name} ${head.version} has made it, another bundle`);
}

function parse<S extends z.ZodType>(file: string, schema: S, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw foreign(file, "it is damaged, or something else");
  }
}

function foreign(file: string, why: string): GraticuleError {
  return new GraticuleError(
    "index_invalid",
    `What an earlier build has left in ${printable(file)} cannot be used: ${why}. Delete it, or write to another --output.`,
  );
}
