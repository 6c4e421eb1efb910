// The page's own palette (client/ui/palette.ts) by value: a report opens from disk, alone, for years.

const LIGHT = `--page:#f6f6f3;--surface:#fff;--ink:#17212b;--soft:#46525e;--faint:#626d78;--line:#dcdedd;--strong:#87919b;--accent:#125a78;--accent-soft:#e3eff4;--land:#dfe3e1;--s0:#125a78;--s1:#a1242b;--s2:#7a5b00;--s3:#1c7a3f;--s4:#641a6b;--e0:#125a78;--e1:#1c7a3f;--e2:#a06a00;--e3:#c43c62;--e4:#641a6b;color-scheme:light`;
const DARK = `--page:#0e1419;--surface:#151c23;--ink:#eef2f5;--soft:#b9c4cd;--faint:#919daa;--line:#29333c;--strong:#697682;--accent:#74c0e0;--accent-soft:#17303c;--land:#26313a;--s0:#74c0e0;--s1:#ff9c95;--s2:#f0d79c;--s3:#7fd79b;--s4:#d9a5e0;--e0:#74c0e0;--e1:#7fd79b;--e2:#f0d79c;--e3:#f78a60;--e4:#c03f6d;color-scheme:dark`;

/** The style sheet of a report. */
export const REPORT_CSS = `:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:0.9375rem/1.55 Inter,system-ui,sans-serif}
main{max-width:76rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.625rem;line-height:1.25;margin:0 0 .25rem;text-wrap:balance}
h2{font-size:1.125rem;margin:2.5rem 0 .5rem}
p{max-width:46rem;margin:.5rem 0}
.lede,.note{color:var(--soft)}
.note{font-size:.8125rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.25rem,1fr));gap:.75rem;margin:1.5rem 0;padding:0;list-style:none}
.cards li{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:.75rem}
.cards b{display:block;white-space:nowrap;font-size:clamp(1.0625rem,4.3vw,1.1875rem);font-weight:600;font-variant-numeric:tabular-nums;line-height:1.2}
.cards span{font-size:.8125rem;color:var(--soft)}
figure{margin:1rem 0;background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:1rem}
figure svg:not(.legend svg){display:block;width:100%;height:auto;max-width:48rem;margin:0 auto}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;background:var(--surface);font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.8125rem;padding:.25rem 0 .5rem}
th,td{padding:.4rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th,.number{white-space:nowrap}
tbody tr{background:var(--surface)}
tbody th,thead th:first-child{position:sticky;left:0;background:inherit;max-width:min(19rem,42vw);overflow-wrap:break-word}
thead tr{background:var(--surface)}
td:not(.number){min-width:9rem;font-size:.8125rem}
td:last-child:not(.number){min-width:15rem}
caption span{display:block;position:sticky;left:0;max-width:min(100%,calc(100vw - 2rem))}
td small{display:block;font-size:.75rem;color:var(--soft)}
thead th{color:var(--faint);font-size:.8125rem;border-bottom-color:var(--strong)}
.number{text-align:right}
tbody tr.own{background:var(--accent-soft)}
tr.own th{font-weight:600}
tr.published th,tr.published td,tr.reference th,tr.reference td{color:var(--soft)}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--accent);padding:.35rem 0}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.75rem 0 0;padding:0;font-size:.8125rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:.5rem}
.legend svg{width:1.5rem;height:.75rem;flex:none}
.grid{stroke:var(--line);fill:none}
.tick,.label{fill:var(--soft);font-size:12px}
.line{fill:none;stroke-width:2.25;stroke-linejoin:round}
.reference.line{stroke-width:1.5;stroke-dasharray:6 4}
.published.line{stroke:var(--strong);stroke-width:1.5;stroke-dasharray:1.5 4;stroke-linecap:round}
.published.line.series-4{stroke-dasharray:1.5 8}.published.line.series-5{stroke-dasharray:8 3 1.5 3}
.band{opacity:.14;stroke:none}
.diagonal{stroke:var(--strong);stroke-dasharray:2 4;fill:none}
.land{fill:var(--land)}
.dot{fill:none;stroke-width:1.8;stroke-linecap:round}
.legend .dot{stroke-width:7}
${[0, 1, 2, 3, 4].map((i) => `.line.series-${i}{stroke:var(--s${i})}.band.series-${i}{fill:var(--s${i})}.error-${i}{stroke:var(--e${i})}`).join("\n")}
.danger{border-left:3px solid var(--s1);padding-left:.75rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.8125rem;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
@media (max-width:40rem){.tick,.label{font-size:20px}}
@media print{body{background:#fff}details{display:none}}`;
