/** Both colour schemes have a contrast of at least 4.5 to 1. Outcomes differ by sign as well as by colour. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2024; --quiet: #5b636c; --line: #d9dde2; --raised: #f5f7f9; --link: #0b57a4;
  --passed: #17703a; --failed: #b3261e; --failed-paper: #fdecea; --none: #5b636c; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171a; --ink: #e6e9ec; --quiet: #a2abb5; --line: #343b42; --raised: #1d2227; --link: #8ec2f7;
    --passed: #6fd08f; --failed: #ff9c92; --failed-paper: #3b1d1b; --none: #a2abb5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem clamp(.75rem, 3vw, 2.5rem) 3rem; max-width: 90rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: .5rem 0; font-size: 1.75rem; line-height: 1.2; } h2 { margin: 2.5rem 0 1rem; font-size: 1.3rem; } h3 { margin: 0; font-size: 1rem; }
p { max-width: 70ch; } a { color: var(--link); } small { display: block; color: var(--quiet); font-size: .75rem; font-weight: 400; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
ul { padding: 0; list-style: none; } nav ul, .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .75rem 0; }
.legend { color: var(--quiet); font-size: .9rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sign { font-weight: 700; } .sign.passed { color: var(--passed); } .sign.failed { color: var(--failed); }
.sign.not-claimed, .sign.not-run { color: var(--none); }
summary { cursor: pointer; } code, pre { font: .85em/1.5 ui-monospace, "Cascadia Mono", Menlo, monospace; }
pre { overflow-x: auto; margin: .5rem 0 1rem; padding: .75rem; background: var(--failed-paper); white-space: pre-wrap; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: .75rem; margin-bottom: 1rem; align-items: start; }
article { padding: .9rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--raised); font-size: .9rem; overflow-wrap: anywhere; }
article p { margin: .25rem 0; color: var(--quiet); } article details { margin-top: .25rem; } article summary { color: var(--link); }
.counts { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: .25rem 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; margin: .5rem 0; } dt { color: var(--quiet); } dd { margin: 0; }
article details ul { margin: .5rem 0; }
.scroll { position: relative; overflow: auto; max-height: 92vh; border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .9rem; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; background: var(--paper); }
thead th { position: sticky; top: 0; z-index: 2; background: var(--raised); min-width: 6.5rem; vertical-align: bottom; overflow-wrap: break-word; }
thead th:first-child { left: 0; z-index: 3; }
tbody th[scope=row] { position: sticky; left: 0; z-index: 1; min-width: 24rem; font-weight: 400; }
tbody th b { display: inline-block; min-width: 2.6rem; font-variant-numeric: tabular-nums; }
tbody th ul { margin: .4rem 0 .4rem 1rem; color: var(--quiet); font-size: .85rem; }
.topic th { background: var(--raised); } .topic span { position: sticky; left: .6rem; }
td { font-variant-numeric: tabular-nums; } td.failed { background: var(--failed-paper); }
tbody tr:last-child > * { border-bottom-width: 1px; } tbody:last-child tr:last-child > * { border-bottom: 0; }
footer { color: var(--quiet); font-size: .9rem; }
@media (max-width: 48rem) { tbody th[scope=row] { min-width: 11.5rem; max-width: 11.5rem; } thead th { min-width: 5.5rem; max-width: 6.5rem; font-size: .75rem; }
  table { font-size: .8rem; } th, td { padding: .35rem .4rem; } tbody th b { min-width: 0; } }
@media print { .scroll { overflow: visible; max-height: none; } thead th, tbody th { position: static; } }
`;
