/** How the page looks: one column for phones, light and dark as the reader's system is, paper without what is closed. */

/** Nothing of others is ever in it. Every colour of text has a contrast of at least 4.5 to its ground. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --muted: #57606a; --link: #0757ba;
  --good: #116329; --bad: #a40e26; --warn: #7a4a00; --change: #0757ba;
  --good-ground: #dafbe1; --bad-ground: #ffebe9; --warn-ground: #fff8c5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --panel: #151b23; --line: #3d444d; --text: #f0f6fc; --muted: #a8b1bb; --link: #79b8ff;
    --good: #56d364; --bad: #ff9a92; --warn: #eac54f; --change: #79b8ff;
    --good-ground: #12261e; --bad-ground: #2d1618; --warn-ground: #272115;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1rem; max-width: 64rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; margin: 0; }
p, ul, ol { margin: .5rem 0; }
code, pre, td, .call, .of { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .375rem; padding: .75rem; margin: .5rem 0; white-space: pre-wrap; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.muted, .place, footer { color: var(--muted); }
.place { font-size: .875rem; }
.banner { border: 1px solid var(--bad); background: var(--bad-ground); color: var(--bad); border-radius: .375rem; padding: .5rem .75rem; font-weight: 600; }
.findings { list-style: none; padding: 0; }
.findings li { border-left: .25rem solid var(--line); background: var(--panel); padding: .5rem .75rem; margin: .5rem 0; }
.findings .error { border-color: var(--bad); background: var(--bad-ground); }
.findings .warning { border-color: var(--warn); background: var(--warn-ground); }
.findings .good { border-color: var(--good); background: var(--good-ground); }
.findings .error strong { color: var(--bad); }
.findings .warning strong { color: var(--warn); }
.service { border: 1px solid var(--line); border-radius: .375rem; margin: .75rem 0; }
.service > summary, .service > .title { padding: .5rem .75rem; background: var(--panel); border-radius: .375rem; }
summary { cursor: pointer; }
summary h3 { display: inline; }
.body { padding: .25rem .75rem .75rem; }
.symbol { font-weight: 700; }
.make .symbol, ins { color: var(--good); }
.change .symbol { color: var(--change); }
.remove .symbol, .bad .symbol, del { color: var(--bad); }
ins, del { text-decoration: none; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; border-top: 1px solid var(--line); padding: .375rem .5rem; }
th[scope=row] { font-weight: 400; }
thead th { color: var(--muted); font-size: .875rem; border-top: 0; }
.scroll { overflow-x: auto; }
.graph { display: block; }
.graph text { fill: var(--text); font-size: 13px; }
.graph .of { fill: var(--muted); font-size: 12px; }
.edges path, .legend path { fill: none; stroke: var(--muted); stroke-width: 1.5; }
.edges .after, .legend .after { stroke-dasharray: 4 3; }
.edges .head, .graph .head { fill: var(--muted); stroke: none; }
.graph circle { stroke: var(--ground); stroke-width: 2; }
.graph .make circle { fill: var(--good); }
.graph .change circle { fill: var(--change); }
.graph .remove circle { fill: var(--bad); }
.legend { list-style: none; padding: 0; color: var(--muted); font-size: .875rem; }
.legend svg { vertical-align: middle; }
.timeline ol { list-style: none; padding: 0; margin: .25rem 0 1rem; }
.timeline li { margin: .375rem 0; }
.axis { display: flex; justify-content: space-between; color: var(--muted); font-size: .875rem; border-bottom: 1px solid var(--line); margin-bottom: .5rem; }
.bar { display: block; }
.bar .track { fill: var(--line); }
.done .time { fill: var(--good); }
.failed .time { fill: var(--bad); }
.called .time { fill: var(--warn); }
.failed > span { color: var(--bad); }
.skipped > span { color: var(--muted); }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .5rem; font-size: .875rem; }
@media (max-width: 40rem) {
  table, tbody, tr, th, td { display: block; width: 100%; }
  caption { display: block; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
  tr { border-top: 1px solid var(--line); padding: .375rem 0; }
  th, td { border: 0; padding: .125rem 0; }
  td:empty { display: none; }
  th[scope=row] { font-weight: 600; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); font-family: system-ui, sans-serif; }
}
@media print {
  :root {
    color-scheme: light;
    --ground: #ffffff; --panel: #ffffff; --line: #8c959f; --text: #000000; --muted: #424a53; --link: #000000;
    --good: #0b4a1e; --bad: #82071e; --warn: #5c3600; --change: #033d8b;
    --good-ground: #ffffff; --bad-ground: #ffffff; --warn-ground: #ffffff;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .service, tr, li, .graph { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .scroll { overflow: visible; }
}
`
