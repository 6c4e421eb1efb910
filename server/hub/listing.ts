import { HubApiError, listFiles, modelInfo } from "@huggingface/hub";
import type { Response } from "undici";
import type { Hub } from "./hub.ts";
import { HubError } from "./hub-error.ts";

// The only file that speaks to @huggingface/hub, which lists files with their checksums. It downloads without
// resuming and one file at a time, so that part is ours (download.ts).

/** What a file must have: the SHA-256 of large files, git's own checksum of small ones. */
export interface Checksum {
  readonly algorithm: "sha256" | "git";
  readonly hex: string;
}

/** A file as the hub declares it. */
export interface HubFile {
  /** In the repository, `onnx/location_model.onnx`. */
  readonly path: string;
  readonly bytes: number;
  readonly checksum: Checksum;
  readonly url: string;
}

export interface HubRepo {
  /** `owner/name`. */
  readonly repo: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

export interface Listing {
  /** The commit that the revision stands for now. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/**
 * The wanted files of a repository, with what the hub declares of each. Weights too large for one ONNX file lie beside
 * it (`model.onnx_data`); they are taken along.
 *
 * @throws HubError "unauthorized", "not_found" and whatever `Hub.request` throws
 */
export async function listHubFiles(
  hub: Hub,
  { repo, revision }: HubRepo,
  wanted: readonly string[],
): Promise<Listing> {
  // The client's type of fetch is the browser's; its answers have the same shape.
  const fetch = (async (url: string) =>
    (await hub.request(url)).response) as unknown as typeof globalThis.fetch;
  const entries = new Map<string, Entry>();
  let commit: string;
  try {
    const info = await modelInfo({
      name: repo,
      revision,
      hubUrl: hub.url,
      additionalFields: ["sha"],
      fetch,
    });
    commit = info.sha;
    const listed = listFiles({ repo, revision: commit, recursive: true, hubUrl: hub.url, fetch });
    for await (const entry of listed) entries.set(entry.path, entry);
  } catch (error) {
    throw explain(error, hub, `${repo} (revision ${revision})`);
  }
  const missing = wanted.filter((path) => !entries.has(path));
  if (missing.length > 0) {
    throw new HubError(
      "not_found",
      `${hub.url}/${repo} has no file ${missing.join(", ")} at revision ${revision}. Choose another --variant, or update Graticule.`,
    );
  }
  const paths = [...entries.keys()].filter((path) =>
    wanted.some(
      (name) => path === name || (name.endsWith(".onnx") && path.startsWith(`${name}_data`)),
    ),
  );
  const files = await Promise.all(
    paths.map((path) =>
      describeFile(hub, `${hub.url}/${repo}/resolve/${commit}/${path}`, entries.get(path)!),
    ),
  );
  return { commit, files };
}

interface Entry {
  readonly path: string;
  readonly size: number;
  readonly oid?: string;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

/** What listing and file say must agree: a hub that contradicts itself is not believed. */
async function describeFile(hub: Hub, url: string, entry: Entry): Promise<HubFile> {
  const { response, hops } = await hub.request(url, { method: "HEAD" });
  if (response.status >= 400) throw statusError(response.status, hub, entry.path);
  const first = hops[0] ?? response;
  const headers = [first.headers, response.headers];
  const linked = headerOf(headers, "x-linked-size");
  const size = Number(linked ?? headerOf([response.headers], "content-length") ?? Number.NaN);
  const listedBytes = entry.lfs?.size ?? entry.size;
  if (Number.isFinite(size) && size !== listedBytes) {
    throw contradiction(
      hub,
      entry.path,
      `${listedBytes} bytes in its listing, ${size} at the file`,
    );
  }
  const checksum = checksumOf(entry) ?? checksumOfTag(headers);
  const tagged = checksumOfTag(headers);
  if (!checksum) {
    throw new HubError(
      "bytes_wrong",
      `${hub.url} declares no checksum for ${entry.path}, so that its bytes could not be verified. Use another hub with --hub.`,
    );
  }
  if (tagged && tagged.algorithm === checksum.algorithm && tagged.hex !== checksum.hex) {
    throw contradiction(
      hub,
      entry.path,
      `checksum ${checksum.hex} in its listing, ${tagged.hex} at the file`,
    );
  }
  return { path: entry.path, bytes: listedBytes, checksum, url };
}

function checksumOf({ lfs, oid }: Entry): Checksum | null {
  if (lfs) return checksumOfHex(lfs.oid.replace(/^sha256:/, ""));
  return checksumOfHex(oid ?? "");
}

function checksumOfTag(headers: readonly Headers[]): Checksum | null {
  const tag = headerOf(headers, "x-linked-etag") ?? headerOf(headers, "etag") ?? "";
  return checksumOfHex(tag.replace(/^W\//, "").replaceAll('"', ""));
}

function checksumOfHex(hex: string): Checksum | null {
  if (/^[0-9a-f]{64}$/.test(hex)) return { algorithm: "sha256", hex };
  if (/^[0-9a-f]{40}$/.test(hex)) return { algorithm: "git", hex };
  return null;
}

type Headers = Response["headers"];

function headerOf(headers: readonly Headers[], name: string): string | null {
  return headers.map((of) => of.get(name)).find((value) => value !== null) ?? null;
}

function contradiction(hub: Hub, path: string, what: string): HubError {
  return new HubError(
    "bytes_wrong",
    `${hub.url} contradicts itself about ${path}: ${what}. Try again later, or use another hub with --hub.`,
  );
}

function explain(error: unknown, hub: Hub, what: string): unknown {
  if (error instanceof HubApiError) return statusError(error.statusCode, hub, what);
  if (error instanceof HubError) return error;
  return new HubError(
    "failing",
    `${hub.url} answers, but not as a hub does (${String(error)}). Check --hub and HF_ENDPOINT.`,
    { cause: error },
  );
}

/** What a status that is not worth repeating means. */
export function statusError(status: number, hub: Hub, what: string): HubError {
  if (status === 401 || status === 403) {
    return new HubError(
      "unauthorized",
      `${hub.url} says ${status} for ${what}: it is private, gated, or the token is not valid. Set HF_TOKEN to a token that may read it.`,
    );
  }
  if (status === 404) {
    return new HubError(
      "not_found",
      `${hub.url} says 404: it has no ${what}. Check --hub and HF_ENDPOINT, or update Graticule.`,
    );
  }
  return new HubError(
    "failing",
    `${hub.url} says ${status} for ${what}, expected the file. Try again later.`,
  );
}
