import type { GivenFile } from "./intake.ts";

/** A folder with more files than this is hardly a run's with its photos. */
const MOST_FILES = 30_000;

/** The files of a file dialog, with their folders where a folder was chosen. */
export function filesOfInput(files: readonly File[]): GivenFile[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** The files of a drop or a paste, those in folders too. To be called within the event: the transfer is emptied after. */
export function filesOfTransfer(data: DataTransfer): Promise<GivenFile[]> {
  const plain = [...data.files].map((file) => ({ path: file.name, file }));
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return Promise.resolve(plain);
  return walk(entries.filter((entry) => entry !== null));
}

async function walk(entries: readonly FileSystemEntry[]): Promise<GivenFile[]> {
  const found: GivenFile[] = [];
  const open = [...entries];
  for (let entry = open.shift(); entry && found.length < MOST_FILES; entry = open.shift()) {
    if (entry.isDirectory) open.push(...(await readFolder(entry as FileSystemDirectoryEntry)));
    else found.push(await readEntry(entry as FileSystemFileEntry));
  }
  return found;
}

/** A reader gives its entries in portions, until an empty one. */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0 || all.length >= MOST_FILES) return all;
    all.push(...portion);
  }
}

function readEntry(entry: FileSystemFileEntry): Promise<GivenFile> {
  return new Promise((resolve, reject) =>
    entry.file((file) => resolve({ path: entry.fullPath.replace(/^\//, ""), file }), reject),
  );
}
