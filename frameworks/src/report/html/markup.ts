/** A piece of HTML or SVG in which every text from outside has been escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Makes markup: what stands in the template is trusted, what is put into it is escaped unless it is markup itself. Names of
 * columns and classes come from anybody's file, and the page is opened in a browser.
 *
 * @example
 * markup`<td title="${name}">${name}</td>`
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, index) => text + string + render(parts[index]), ""));
}

function render(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  if (typeof part === "number") return String(Number(part.toFixed(2)));
  // Control characters, and those that turn the direction of what follows, have no place in a name; line breaks are harmless.
  return part.replace(/(?!\n)[\p{Cc}\p{Bidi_C}]/gu, " ").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
