/** Text made safe for HTML content and attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

export interface TableColumn {
  readonly head: string;
  readonly isNumber: boolean;
}

/** A table with a caption. Cells are text; the first of a row names it; a row's note makes it quiet. */
export function htmlTable(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly { readonly cells: readonly string[]; readonly kind?: string }[],
): string {
  const align = (i: number) => (columns[i]?.isNumber ? ' class="number"' : "");
  const head = columns
    .map(({ head }, i) => `<th scope="col"${align(i)}>${escapeHtml(head)}</th>`)
    .join("");
  const body = rows
    .map(({ cells, kind }) => {
      const fields = cells.map((cell, i) =>
        i === 0
          ? `<th scope="row">${escapeHtml(cell)}</th>`
          : `<td${align(i)}>${escapeHtml(cell)}</td>`,
      );
      return `<tr${kind ? ` class="${kind}"` : ""}>${fields.join("")}</tr>`;
    })
    .join("\n");
  return `<div class="scroll"><table>\n<caption>${escapeHtml(caption)}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`;
}

/** A table that opens on demand: the numbers behind a picture. */
export function htmlDetails(summary: string, content: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>\n${content}\n</details>`;
}
