import { AUDITS, LOCKS } from "./region.ts";
import type { Study } from "./study.ts";

const STYLE = `
:root { color-scheme: light dark; --good: #12805c; --fair: #6fb08f; --bad: #c2413b; --line: #8884; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0 2rem; } td, th { padding: 0.25rem 0.75rem; text-align: right; border-bottom: 1px solid var(--line); }
td:first-child, th:first-child { text-align: left; } .bar { height: 0.8rem; display: inline-block; }
.region td { width: 3rem; height: 1.6rem; text-align: center; border: 1px solid var(--line); color: #fff; }
.good { background: var(--good); } .fair { background: var(--fair); } .bad { background: var(--bad); } .ships { outline: 3px solid currentColor; }`;

/** A study as a page of its own: nothing is loaded from elsewhere. */
export function page({ outcomes, region, economy, deviating, leastLock, fairness, selfDealing }: Study): string {
  const most = Math.max(...outcomes.map(({ profit }) => Math.abs(profit)));
  const rows = outcomes.map(({ strategy, profit, honest }) => {
    const width = (14 * Math.log1p(Math.abs(profit))) / Math.log1p(most);
    const bar = `<span class="bar ${profit < 0 ? "bad" : "good"}" style="width:${width.toFixed(2)}rem"></span>`;
    return `<tr><td title="${strategy.summary}">${strategy.name}</td><td>${profit.toFixed(2)}</td><td style="text-align:left">${bar}</td><td>${honest.toFixed(2)}</td></tr>`;
  });
  const cells = region.map((points, row) => {
    const tds = points.map((point) => {
      const kind = point.temptation >= 0 ? "bad" : point.funded ? "good" : "fair";
      const ships = point.audit === economy.audit && point.lock === economy.lock;
      return `<td class="${kind}${ships ? " ships" : ""}">${ships ? "◆" : ""}</td>`;
    });
    return `<tr><th>${LOCKS[row]}</th>${tds.join("")}</tr>`;
  });
  const audits = AUDITS.map((audit) => `<th>${(audit * 100).toFixed(2)} %</th>`).join("");
  const shares = fairness.map(({ name, ratio }) => `<tr><td>${name}</td><td>${ratio.toFixed(3)}</td></tr>`);
  const purchases = selfDealing.map(
    ({ bits, jobs, cost, breakEven }) =>
      `<tr><td>${bits}</td><td>${jobs}</td><td>${cost.toFixed(0)}</td><td>${breakEven.toFixed(0)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The compute market, played out</title><style>${STYLE}</style>
<h1>The compute market, played out</h1>
<p>Profit per epoch for a thousandth of all stake, in prices of one stage. ${(deviating * 100).toFixed(0)} % of the stake follows the strategy. Bars are logarithmic.</p>
<table><tr><th>strategy</th><th>profit</th><th></th><th>honest beside it</th></tr>${rows.join("")}</table>
<h2>Where honesty wins</h2>
<p>Down: stake locked, in prices of a stage. Across: part of results that is audited. Green: honest work earns most, and fees pay for the audits. Pale: audits need more than fees.
Red: cheating pays. The diamond ships; with its audit rate ${leastLock.toFixed(1)} times the price is the least lock.</p>
<table class="region"><tr><th></th>${audits}</tr>${cells.join("")}</table>
<h2>Who gets the work</h2><p>Part of the stages over part of the stake.</p><table>${shares.join("")}</table>
<h2>Buying reputation by paying oneself</h2>
<table><tr><th>bits</th><th>jobs</th><th>cost</th><th>stages until it has paid</th></tr>${purchases.join("")}</table></html>
`;
}
