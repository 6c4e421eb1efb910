import type { ComponentChildren } from "preact";

export interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
}

export interface Row {
  readonly key: string;
  /** `own`: measured by this code. `reference`: the same without a photo. `published`: copied from others. */
  readonly kind?: "own" | "reference" | "published";
  readonly cells: readonly ComponentChildren[];
}

interface DataTableProps {
  readonly caption: ComponentChildren;
  readonly label: string;
  readonly columns: readonly Column[];
  /** Groups of rows, each under a head of its own where it has one. */
  readonly groups: readonly { readonly head?: string; readonly rows: readonly Row[] }[];
}

/** A table that scrolls sideways in its place where it is wider; the first cell of a row names it. */
export function DataTable({ caption, label, columns, groups }: DataTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard
    <section class="table-scroll" tabIndex={0} aria-label={label}>
      <table class="data">
        <caption>
          <span class="data__caption">{caption}</span>
        </caption>
        <thead>
          <tr>
            {columns.map(({ head, isNumber }) => (
              <th key={head} scope="col" class={isNumber ? "data__number" : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ head, rows }, group) => (
          <tbody key={head ?? group}>
            {head && (
              <tr class="data__group">
                <th scope="rowgroup" colSpan={columns.length}>
                  {head}
                </th>
              </tr>
            )}
            {rows.map(({ key, kind, cells }) => (
              <tr key={key} class={kind && `data__${kind}`}>
                {cells.map((cell, i) =>
                  i === 0 ? (
                    <th key={columns[i]!.head} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td
                      key={columns[i]!.head}
                      class={columns[i]!.isNumber ? "data__number" : undefined}
                    >
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

/** A figure over its 95 % interval. */
export function WithInterval({ value, interval }: { value: string; interval: string | null }) {
  return (
    <>
      {value}
      {interval && <span class="data__interval">{interval}</span>}
    </>
  );
}
