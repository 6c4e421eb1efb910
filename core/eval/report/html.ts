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
          : `<td${align(i)}>${withSmallInterval(escapeHtml(cell))}</td>`,
      );
      return `<tr${kind ? ` class="${kind}"` : ""}>${fields.join("")}</tr>`;
    })
    .join("\n");
  return `<div class="scroll"><table>\n<caption><span>${escapeHtml(caption)}</span></caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`;
}

/** `32.4 (30.1–34.8)` with the interval below: tables of intervals side by side are too wide for a page. */
function withSmallInterval(cell: string): string {
  return cell.replace(/^(\S+) (\([^()]+–[^()]+\))$/, "$1<small>$2</small>");
}

/** A table that opens on demand: the numbers behind a picture. */
export function htmlDetails(summary: string, content: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>\n${content}\n</details>`;
}
