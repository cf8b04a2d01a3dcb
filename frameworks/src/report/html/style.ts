/** The page's look, for light and dark surroundings and for paper. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f7f7f5; --card: #fff; --ink: #17181c; --soft: #5d616b; --line: #e4e4df; --accent: #2456c6; --wrong: #c2410c;
  --c0: #2456c6; --c1: #d9600f; --c2: #0c8577; --c3: #8b3fc0; --c4: #b5304a; --c5: #6b7a12; --c6: #0c7aa8; --c7: #7a5230; }
@media (prefers-color-scheme: dark) { :root { --paper: #111318; --card: #1a1d24; --ink: #e9eaee; --soft: #9ba1ae; --line: #2c313b; --accent: #84a9ff; --wrong: #ff9a62;
  --c0: #84a9ff; --c1: #ffa45c; --c2: #4fd1bf; --c3: #cf9bff; --c4: #ff8fa3; --c5: #c5d65a; --c6: #62c8f0; --c7: #d9b38c; } }
* { box-sizing: border-box; margin: 0; }
body { background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "Liberation Sans", "Segoe UI", sans-serif; padding: 44px 24px 72px; }
main { max-width: 1120px; margin: 0 auto; }
header { margin-bottom: 30px; }
.brand { color: var(--accent); font-weight: 650; font-size: 13px; letter-spacing: .09em; text-transform: uppercase; }
h1 { font-size: 34px; line-height: 1.2; letter-spacing: -.02em; margin: 8px 0 6px; overflow-wrap: anywhere; }
.sub { color: var(--soft); overflow-wrap: anywhere; }
h2 { font-size: 17px; letter-spacing: -.01em; }
.metrics { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; margin-bottom: 20px; }
.metrics div { background: var(--card); padding: 18px 22px; }
.metrics dt { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.metrics dd { font-size: 27px; font-weight: 620; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.metrics div:first-child dd { color: var(--accent); }
.charts { columns: 2; column-gap: 20px; margin-bottom: 20px; }
.charts .panel { margin-bottom: 0; } .charts .panel + .panel { margin-top: 20px; }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 20px 22px; margin-bottom: 20px; break-inside: avoid; }
.note { color: var(--soft); font-size: 13px; margin: 2px 0 6px; }
svg { display: block; width: 100%; height: auto; margin-top: 10px; }
svg text { fill: var(--soft); font-size: 12.5px; font-variant-numeric: tabular-nums; }
.axes line { stroke: var(--line); }
.axes .base { stroke: var(--soft); }
.axes .value { fill: var(--ink); }
.line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; }
.dot { fill: var(--c); stroke: var(--card); stroke-width: 1.5; }
.point { fill: var(--c); fill-opacity: .55; }
.bar { fill: var(--c); }
.ideal { stroke: var(--soft); stroke-dasharray: 4 5; }
.cell rect { fill: color-mix(in srgb, var(--hue) var(--share), color-mix(in srgb, var(--line) 45%, var(--card))); }
.cell { --hue: var(--wrong); } .cell.right { --hue: var(--accent); }
.cell text { font-size: 14px; fill: var(--ink); } .cell .strong { fill: var(--card); font-weight: 600; }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); } .c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); } .c7 { --c: var(--c7); }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--soft); margin-top: 4px; }
.legend li { overflow-wrap: anywhere; }
.legend li::before { content: ""; display: inline-block; width: 11px; height: 11px; border-radius: 3px; background: var(--c); margin-right: 7px; }
.warnings { padding-left: 20px; margin-top: 8px; overflow-wrap: anywhere; } .warnings li { margin: 3px 0; }
.sample { border-left: 3px solid var(--line); padding: 2px 0 2px 16px; margin-top: 14px; white-space: pre-wrap; overflow-wrap: anywhere; font-family: Georgia, "Liberation Serif", serif; font-size: 16px; }
.sample b { color: var(--soft); font-weight: 400; }
.facts { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 7px 26px; margin-top: 12px; }
.facts dt { color: var(--soft); } .facts dd { overflow-wrap: anywhere; min-width: 0; }
code { font: 13px ui-monospace, "Liberation Mono", Menlo, monospace; overflow-wrap: anywhere; }
.facts pre { font: 13px/1.5 ui-monospace, "Liberation Mono", Menlo, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 900px) { .charts { columns: 1; } }
@media (max-width: 560px) { body { padding: 24px 14px 48px; } h1 { font-size: 26px; } .panel { padding: 16px; } .facts { grid-template-columns: 1fr; gap: 2px; } .facts dd { margin-bottom: 9px; } }
@media print { body { background: none; padding: 0; } .panel { box-shadow: none; } }
`;
