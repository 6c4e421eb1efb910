import { realpath } from "node:fs/promises";

/**
 * Each file once, however many links lead to it: of several paths to one file the one with the fewest folders stays, of those
 * the first. The order is kept.
 *
 * @param toPath the path of a name
 */
export async function distinctFiles(
  names: readonly string[],
  toPath: (name: string) => string,
): Promise<string[]> {
  const chosen = new Map<string, string>();
  const real = await Promise.all(
    // A link that leads nowhere is a file of its own: reading it says what is wrong.
    names.map((name) => realpath(toPath(name)).catch(() => toPath(name))),
  );
  for (const [i, name] of names.entries()) {
    const other = chosen.get(real[i]!);
    if (other === undefined || depth(name) < depth(other)) chosen.set(real[i]!, name);
  }
  const kept = new Set(chosen.values());
  return names.filter((name) => kept.has(name));
}

function depth(name: string): number {
  return name.split("/").length;
}
