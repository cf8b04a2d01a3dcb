import { type Markup, markup } from "./markup.ts";

/** One framed part of the page. */
export function panel(title: string, note: string, content: Markup): Markup {
  return markup`<section class="panel"><h2>${title}</h2>${note === "" ? undefined : markup`<p class="note">${note}</p>`}
${content}</section>`;
}

/** A drawing that says in words what it shows. */
export function drawing(width: number, height: number, label: string, content: Markup): Markup {
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${content}</svg>`;
}

/** Names of the colours of a drawing's series; none for a single one. */
export function legend(names: readonly string[]): Markup | undefined {
  if (names.length < 2) return undefined;
  return markup`<ul class="legend">${names.map((name, index) => markup`<li class="c${index % 8}">${name}</li>`)}</ul>`;
}
