import { quote } from "../../contracts/quote.ts";
import { toCsv } from "../../formats/csv.ts";
import { badTable, parseCsv } from "../reading/table.ts";
import { FINDINGS, type Finding, type FindingKind } from "./audit.ts";

const COLUMNS = ["id", "finding", "of", "detail"] as const;

/** Findings as a table; a set without any is a header alone. */
export function writeAudit(findings: readonly Finding[]): string {
  const rows = findings.map(({ id, kind, of, detail }) => [id, kind, of ?? "", detail]);
  return toCsv([COLUMNS, ...rows]);
}

/** Reads what `writeAudit` wrote, or a table of one's own with `id` and `finding`. */
export function readAudit(text: string): Finding[] {
  const { header, rows } = parseCsv(text);
  const [id, finding, of, detail] = COLUMNS.map((name) => header.indexOf(name));
  if (id! < 0 || finding! < 0) {
    throw badTable("it is no audit of photos: expected the columns id, finding");
  }
  return rows.map(({ line, fields }) => {
    const given = fields[finding!] ?? "";
    const kind = FINDINGS.find((known) => known === given);
    if (!kind) {
      throw badTable(
        `line ${line}: the finding is ${quote(given)}, expected one of ${FINDINGS.join("; ")}`,
      );
    }
    return { id: fields[id!] ?? "", kind, of: fields[of!] || null, detail: fields[detail!] ?? "" };
  });
}

/** What an audit found, a line a kind. */
export function auditWords(findings: readonly Finding[], photos: number): string {
  const lines = FINDINGS.flatMap((kind) => {
    const own = findings.filter((finding) => finding.kind === kind);
    if (own.length === 0) return [];
    const share = ((100 * own.length) / Math.max(photos, 1)).toFixed(1);
    const named = own.slice(0, 3).map(({ id, detail }) => `${id} (${detail})`);
    return [
      `${String(own.length).padStart(6)}  ${share.padStart(5)} %  ${kind}: ${named.join("; ")}\n`,
    ];
  });
  const total = new Set(findings.map(({ id }) => id)).size;
  return `${lines.join("")}${total} of ${photos} photos have a finding.\n`;
}

/** Ids by the first finding for which they are left out of cleaned rows. */
export function leftOutBy(
  findings: readonly Finding[],
  kinds: readonly FindingKind[],
): ReadonlyMap<string, FindingKind> {
  const left = new Map<string, FindingKind>();
  for (const { id, kind } of findings) {
    if (kinds.includes(kind) && !left.has(id)) left.set(id, kind);
  }
  return left;
}
