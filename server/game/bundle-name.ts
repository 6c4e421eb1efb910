/** "preview 1": how a bundle is named in tables and leaderboards. */
export function bundleName({ name, version }: { name: string; version: string }): string {
  return `${name} ${version}`;
}

/** Name and version of a bundle that is named so. */
export function bundleParts(bundle: string): { name: string; version: string } {
  const at = bundle.lastIndexOf(" ");
  return { name: bundle.slice(0, at), version: bundle.slice(at + 1) };
}
