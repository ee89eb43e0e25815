/**
 * The house's type, spacing and colours, light and dark, for a report that stands alone: what a colour means is what it means in the studio
 * (app/theme.ts). Figures take their colours from the same variables.
 */
export const HTML_STYLE = `
:root {
  --paper: #fafaf8; --ink: #1b1f24; --quiet: #59616b; --line: #d9dce0; --control: #8a929c;
  --base: #6b7280; --tuned: #0072b2; --validation: #d55e00; --validation-text: #b04e00; --danger: #b42318;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --ink: #e6e8ea; --quiet: #a3abb4; --line: #30363c; --control: #6e7781;
    --base: #9aa3ae; --tuned: #5eb1e0; --validation: #ee8434; --validation-text: #ee8434; --danger: #f2877b;
  }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 15px/24px 'IBM Plex Sans', system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
main { max-width: 784px; margin: 0 auto; padding: 48px 32px 64px; }
h1 { margin: 0; font-size: 28px; line-height: 36px; font-weight: 600; }
h2 { margin: 56px 0 16px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 20px; line-height: 28px; font-weight: 600; }
h3 { margin: 32px 0 8px; font-size: 15px; line-height: 24px; font-weight: 600; }
p, ul { margin: 0 0 16px; max-width: 68ch; }
ul { padding-left: 20px; }
a { color: var(--tuned); text-underline-offset: 2px; }
code { font: 13px/20px 'IBM Plex Mono', ui-monospace, monospace; }
:focus-visible { outline: 2px solid var(--tuned); outline-offset: 2px; }
.subtitle, .note { font-size: 13px; line-height: 20px; color: var(--quiet); }
.subtitle { margin: 4px 0 32px; }
.lead { margin: 0 0 16px; font-size: 20px; line-height: 28px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 24px 0 0; padding: 0; max-width: none; list-style: none; font-size: 13px; }

.table { margin: 0 0 16px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 20px; overflow-wrap: normal; }
caption { padding: 0 0 8px; text-align: left; font-weight: 600; }
th, td { padding: 6px 16px 6px 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); border-bottom-color: var(--control); vertical-align: bottom; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; }
td.number { white-space: nowrap; }
.strong th, .strong td { font-weight: 600; }

figure { margin: 24px 0 32px; break-inside: avoid; }
figcaption { margin: 0 0 12px; font-size: 13px; line-height: 20px; max-width: 88ch; color: var(--quiet); }
figcaption strong { color: var(--ink); font-weight: 600; }
svg { display: block; max-width: 100%; height: auto; overflow: visible; font: 13px 'IBM Plex Sans', system-ui, sans-serif; }
svg.narrow { display: none; }
details { margin-top: 8px; font-size: 13px; }
summary { padding: 2px 0; cursor: pointer; color: var(--quiet); }
details .table { margin-top: 8px; }

.grid { stroke: var(--line); }
.axis { stroke: var(--control); }
.tick, .unit { fill: var(--quiet); }
.name { fill: var(--ink); }
.curve { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
.raw { stroke-opacity: 0.25; }
.dashed { stroke-dasharray: 5 4; }
.base.curve, .base.outline { stroke: var(--base); }
.tuned.curve, .tuned.outline { stroke: var(--tuned); }
.validation.curve { stroke: var(--validation); }
.base.area { fill: var(--base); }
.tuned.area { fill: var(--tuned); }
.validation.area { fill: var(--validation); }
.half { fill-opacity: 0.4; }
.outline { fill: none; stroke-width: 1; }
.whisker { stroke: var(--ink); stroke-width: 1.5; }
.chosen { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.ring { fill: none; stroke: var(--validation); stroke-width: 1.5; }
.saved { fill: var(--control); }
.broken { stroke: var(--danger); stroke-width: 2; fill: none; }
.broken-text { fill: var(--danger); }
.base.label { fill: var(--base); }
.tuned.label { fill: var(--tuned); }
.validation.label { fill: var(--validation-text); }

.answer { margin: 0 0 8px; padding: 16px 0 0; border-top: 1px solid var(--line); }
.answer h3 { margin: 0 0 8px; }
.answer dl { display: grid; grid-template-columns: 1fr 1fr; gap: 16px 32px; margin: 0; }
.answer dt { font-size: 13px; line-height: 20px; color: var(--quiet); }
.answer [data-model="base"] dt { color: var(--base); }
.answer [data-model="tuned"] dt { color: var(--tuned); }
.answer dd { margin: 0; }
.text { font-size: 13px; line-height: 20px; white-space: pre-line; unicode-bidi: isolate; }

@media (max-width: 799px) {
  main { padding: 24px 16px 48px; }
  h1 { font-size: 20px; line-height: 28px; }
  .lead { font-size: 15px; line-height: 24px; font-weight: 600; }
  h2 { margin-top: 40px; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  .answer dl { grid-template-columns: 1fr; }
}
@media print {
  :root {
    --paper: #ffffff; --ink: #1b1f24; --quiet: #59616b; --line: #d9dce0; --control: #8a929c;
    --base: #6b7280; --tuned: #0072b2; --validation: #d55e00; --validation-text: #b04e00; --danger: #b42318;
  }
  @page { margin: 18mm 16mm; }
  body { font-size: 10pt; line-height: 15pt; }
  main { max-width: none; padding: 0; }
  nav, details { display: none; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 24pt; }
  tr, .answer dl div { break-inside: avoid; }
  thead { display: table-header-group; }
  .table { overflow: visible; }
  svg.wide { display: block; width: 100%; }
  svg.narrow { display: none; }
  .answer dl { grid-template-columns: 1fr 1fr; }
}
`;
