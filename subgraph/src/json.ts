// Readers for JSON that a stranger wrote: what has the wrong type, or is too long, reads as null. Nothing here can trap, for
// a trap would stop the whole index.
import { BigDecimal, BigInt, Bytes, JSONValue, JSONValueKind, TypedMap } from "@graphprotocol/graph-ts";

/** Digits of a number that are worth keeping; longer ones read as null. */
const MAX_NUMBER = 40;
/** Decimal exponents beyond it would not fit the store's decimals. */
const MAX_EXPONENT = 300;

export function memberOf(parent: JSONValue | null, name: string): JSONValue | null {
  if (parent === null || parent.kind != JSONValueKind.OBJECT) return null;
  return parent.toObject().get(name);
}

/** A string, cut to `max` UTF-16 units without halving a character. */
export function textOf(value: JSONValue | null, max: i32): string | null {
  if (value === null || value.kind != JSONValueKind.STRING) return null;
  return cut(value.toString(), max);
}

export function cut(text: string, max: i32): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const halved = last >= 0xd800 && last < 0xdc00;
  return text.substring(0, halved ? max - 1 : max);
}

export function itemsOf(value: JSONValue | null): Array<JSONValue> {
  if (value === null || value.kind != JSONValueKind.ARRAY) return new Array<JSONValue>(0);
  return value.toArray();
}

/** At most `max` strings of an array, each cut; other items are left out. */
export function textsOf(value: JSONValue | null, max: i32, maxLength: i32): Array<string> {
  const texts = new Array<string>(0);
  const items = itemsOf(value);
  for (let i = 0; i < items.length && texts.length < max; i++) {
    const text = textOf(items[i], maxLength);
    if (text !== null) texts.push(text);
  }
  return texts;
}

/** Exactly `length` bytes written as 0x and hex digits. */
export function bytesOf(value: JSONValue | null, length: i32): Bytes | null {
  const text = textOf(value, 2 * length + 3);
  if (text === null || text.length != 2 * length + 2 || !text.startsWith("0x")) return null;
  for (let i = 2; i < text.length; i++) {
    if (!isHex(text.charCodeAt(i))) return null;
  }
  return Bytes.fromHexString(text);
}

function isHex(code: i32): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function isDigit(code: i32): boolean {
  return code >= 48 && code <= 57;
}

/** The text of a number as JSON wrote it; null for another type. */
function numberText(value: JSONValue | null): string | null {
  if (value === null || value.kind != JSONValueKind.NUMBER) return null;
  return changetype<string>(value.data as u32);
}

/** A whole number that is not negative. */
export function wholeOf(value: JSONValue | null): BigInt | null {
  const text = numberText(value);
  return text === null ? null : wholeOfText(text);
}

/** A whole number written in decimal digits only. */
export function wholeOfText(text: string): BigInt | null {
  // 2^256 has 78 digits.
  if (text.length == 0 || text.length > 78) return null;
  for (let i = 0; i < text.length; i++) {
    if (!isDigit(text.charCodeAt(i))) return null;
  }
  return BigInt.fromString(text);
}

/** A decimal number, in any of JSON's notations, that the store can hold. */
export function decimalOf(value: JSONValue | null): BigDecimal | null {
  const text = numberText(value);
  if (text === null || text.length > MAX_NUMBER) return null;
  const mark = max(text.indexOf("e"), text.indexOf("E"));
  if (mark < 0) return BigDecimal.fromString(text);
  let digits = text.substring(mark + 1);
  if (digits.startsWith("+") || digits.startsWith("-")) digits = digits.substring(1);
  const exponent = wholeOfText(digits);
  if (exponent === null || exponent.gt(BigInt.fromI32(MAX_EXPONENT))) return null;
  return BigDecimal.fromString(text);
}

/** The value written as JSON; null when that takes more than `max` units or nests deeper than 16. */
export function jsonOf(value: JSONValue | null, max: i32): string | null {
  if (value === null || value.isNull()) return null;
  const writer = new Writer(max);
  writer.write(value, 0);
  return writer.full ? null : writer.text;
}

class Writer {
  text: string = "";
  full: boolean = false;
  private max: i32;

  constructor(max: i32) {
    this.max = max;
  }

  write(value: JSONValue, depth: i32): void {
    if (this.full) return;
    if (depth > 16) {
      this.full = true;
    } else if (value.kind == JSONValueKind.OBJECT) {
      this.writeObject(value.toObject(), depth);
    } else if (value.kind == JSONValueKind.ARRAY) {
      this.writeArray(value.toArray(), depth);
    } else if (value.kind == JSONValueKind.STRING) {
      this.writeText(value.toString());
    } else if (value.kind == JSONValueKind.BOOL) {
      this.add(value.toBool() ? "true" : "false");
    } else {
      const text = numberText(value);
      this.add(text === null ? "null" : text);
    }
  }

  private add(text: string): void {
    if (this.text.length + text.length > this.max) this.full = true;
    if (!this.full) this.text += text;
  }

  private writeObject(object: TypedMap<string, JSONValue>, depth: i32): void {
    this.add("{");
    for (let i = 0; i < object.entries.length && !this.full; i++) {
      if (i > 0) this.add(",");
      this.writeText(object.entries[i].key);
      this.add(":");
      this.write(object.entries[i].value, depth + 1);
    }
    this.add("}");
  }

  private writeArray(items: Array<JSONValue>, depth: i32): void {
    this.add("[");
    for (let i = 0; i < items.length && !this.full; i++) {
      if (i > 0) this.add(",");
      this.write(items[i], depth + 1);
    }
    this.add("]");
  }

  private writeText(text: string): void {
    if (text.length > this.max) {
      this.full = true;
      return;
    }
    // Parts are joined once: adding character by character would copy the text each time.
    const parts = new Array<string>(0);
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 32 && code != 34 && code != 92) continue;
      parts.push(text.substring(start, i));
      parts.push(escaped(code));
      start = i + 1;
    }
    parts.push(text.substring(start));
    this.add('"' + parts.join("") + '"');
  }
}

function escaped(code: i32): string {
  if (code == 34) return '\\"';
  if (code == 92) return "\\\\";
  return "\\u" + code.toString(16).padStart(4, "0");
}
