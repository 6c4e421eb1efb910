/** Hands a file to the reader; gives its name. */
export function saveBlob(blob: Blob, name: string): string {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the time the browser is idle; the URL would otherwise keep the bytes in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
