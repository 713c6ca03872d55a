/** The page's style sheet: one column, system fonts, light and dark by the reader's preference. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c1f24; --soft: #5c6470; --line: #d9dde3; --paper: #ffffff; --panel: #f6f7f9;
  --data: #2563a8; --bound: #b3261e; --good: #1b7a3d; --mark: #c77700; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa3af; --line: #343a43; --paper: #14171b;
  --panel: #1c2026; --data: #6aa9ee; --bound: #ff8a80; --good: #6fd08c; --mark: #ffb74d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 920px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; font-weight: 600; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 2.4rem 0 .6rem; }
p { margin: .5rem 0; } .soft, figcaption { color: var(--soft); font-size: .9rem; }
.formula { font-size: 1.35rem; overflow-x: auto; padding: .25rem 0; }
.claim { border-left: 4px solid var(--good); background: var(--panel); padding: .7rem 1rem; margin: 1rem 0; }
.claim.measured { border-color: var(--mark); }
figure { margin: .5rem 0; } .chart { width: 100%; height: auto; display: block; }
.chart text { fill: var(--soft); font: 12px system-ui, sans-serif; } .chart .label { fill: var(--ink); }
.chart .grid { stroke: var(--line); stroke-width: 1; } .chart .frame { fill: none; stroke: var(--line); }
.chart .columns { fill: var(--data); } .chart .rule { stroke: var(--bound); stroke-width: 1.5; stroke-dasharray: 6 4; }
.chart .rule-label.bound { fill: var(--bound); } .chart .rule.zero { stroke: var(--line); stroke-dasharray: none; }
.chart .step { fill: none; stroke: var(--data); stroke-width: 1.5; opacity: .55; }
.chart .dot { fill: var(--good); } .chart .dot.measured { fill: var(--mark); }
.chart .dot.chosen { stroke: var(--ink); stroke-width: 2; }
.chart .curve { fill: none; stroke: var(--data); stroke-width: 1.6; } .chart .curve.beyond { stroke-dasharray: 5 4; }
.chart .band { fill: var(--mark); opacity: .1; }
.ancestry { max-width: 100%; height: auto; display: block; margin: .4rem 0 1rem; font: 12.5px system-ui, sans-serif; }
.ancestry rect { fill: var(--panel); stroke: var(--line); } .ancestry .chosen rect { stroke: var(--good); stroke-width: 2; }
.ancestry path { fill: none; stroke: var(--soft); stroke-width: 1.2; } .ancestry .lost { stroke-dasharray: 2 3; }
.ancestry .what { fill: var(--ink); } .ancestry .how { fill: var(--soft); font-size: 11.5px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; color: var(--soft); font-size: .85rem; } td.n, th.n { text-align: right; }
tr.chosen td { font-weight: 600; }
pre { background: var(--panel); padding: .8rem 1rem; overflow-x: auto; font: 13.5px/1.5 ui-monospace, monospace; margin: .5rem 0; }
details summary { cursor: pointer; color: var(--soft); } code { font: .92em ui-monospace, monospace; }
.wrap, td.wrap { white-space: normal; overflow-wrap: anywhere; } td.wrap { min-width: 18rem; }
pre.wrap { white-space: pre-wrap; } .piece { white-space: nowrap; } .piece code { white-space: normal; }
ol.steps { padding-left: 2.4rem; } ol.steps li { margin: .35rem 0; padding-left: .3rem; }
ol.steps li::marker { color: var(--soft); font-size: .85rem; } ol.steps .by { color: var(--soft); font-size: .9rem; }
`;
