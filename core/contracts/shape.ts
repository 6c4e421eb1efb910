// The shape of a document, small enough for the page to check what it gets: kinds of values, names of fields and closed
// sets of words. Bounds and patterns are the sender's affair. `shape-of.ts` makes it from a schema.

export type Shape =
  | "anything"
  | "text"
  | "number"
  | "integer"
  | "boolean"
  | "null"
  | { readonly words: readonly unknown[] }
  | { readonly list: Shape }
  | { readonly tuple: readonly Shape[] }
  | { readonly record: Shape }
  /** A name that ends in `?` may be missing; names that are not listed are left alone. */
  | { readonly fields: Readonly<Record<string, Shape>> }
  | { readonly either: readonly Shape[] }
  | { readonly named: string };

/** Shapes that others refer to by name. */
export type NamedShapes = Readonly<Record<string, Shape>>;

/** Where a value differs from a shape, as `rounds/0/state`; "" is the whole value, null: nowhere. */
export function misfitOf(value: unknown, shape: Shape, named: NamedShapes): string | null {
  if (typeof shape === "string") return isOfKind(value, shape) ? null : "";
  if ("named" in shape) return misfitOf(value, named[shape.named] ?? "anything", named);
  if ("words" in shape) return shape.words.includes(value) ? null : "";
  if ("either" in shape) return misfitOfAll(value, shape.either, named);
  if (typeof value !== "object" || value === null) return "";
  if ("list" in shape || "tuple" in shape) return misfitOfList(value, shape, named);
  if (Array.isArray(value)) return "";
  const given = Object.entries(value);
  if ("record" in shape) {
    return first(given, ([key, item]) => [key, misfitOf(item, shape.record, named)]);
  }
  const found = new Map<string, unknown>(given);
  return first(Object.entries(shape.fields), ([key, field]) => {
    const name = key.replace(/\?$/, "");
    if (name !== key && found.get(name) === undefined) return [name, null];
    return [name, misfitOf(found.get(name), field, named)];
  });
}

function isOfKind(value: unknown, kind: Shape & string): boolean {
  switch (kind) {
    case "anything":
      return value !== undefined;
    case "text":
      return typeof value === "string";
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    default:
      return typeof value === kind;
  }
}

/** Of several shapes any will do; the misfit that lies deepest tells most. */
function misfitOfAll(value: unknown, shapes: readonly Shape[], named: NamedShapes): string | null {
  let deepest = "";
  for (const shape of shapes) {
    const misfit = misfitOf(value, shape, named);
    if (misfit === null) return null;
    if (misfit.length > deepest.length) deepest = misfit;
  }
  return deepest;
}

function misfitOfList(
  value: object,
  shape: { readonly list: Shape } | { readonly tuple: readonly Shape[] },
  named: NamedShapes,
): string | null {
  if (!Array.isArray(value)) return "";
  if ("list" in shape) return first(value, (item, i) => [i, misfitOf(item, shape.list, named)]);
  if (value.length !== shape.tuple.length) return "";
  return first(shape.tuple, (item, i) => [i, misfitOf(value[i], item, named)]);
}

/** The first misfit in a row, with the name of its place before it. */
function first<T>(
  items: readonly T[],
  look: (item: T, i: number) => readonly [name: string | number, misfit: string | null],
): string | null {
  for (const [i, item] of items.entries()) {
    const [name, misfit] = look(item, i);
    if (misfit !== null) return misfit === "" ? String(name) : `${name}/${misfit}`;
  }
  return null;
}
