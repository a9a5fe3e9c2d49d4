// A strict reader of the XML that we write: what is not well-formed throws.

export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
};

const tag = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
/** What XML 1.0 can hold. */
const letters = /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

export function readXml(text: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!text.startsWith(declaration)) throw new Error('no declaration');
  if (!letters.test(text)) throw new Error('a letter that XML does not have');
  type Open = {
    name: string;
    attributes: Record<string, string>;
    children: Element[];
    text: string;
  };
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack = [top];
  tag.lastIndex = declaration.length;
  while (tag.lastIndex < text.length) {
    const at = tag.lastIndex;
    const found = tag.exec(text);
    if (!found) throw new Error(`not well-formed: ${text.slice(at, at + 40)}`);
    const [, closes, name, attributes, ends, words] = found;
    const open = stack[stack.length - 1];
    if (words !== undefined) open.text += unescaped(words);
    else if (closes) {
      if (open.name !== name) throw new Error(`</${name}> closes ${open.name}`);
      stack.pop();
    } else {
      const element: Open = { name, attributes: attributesOf(attributes), children: [], text: '' };
      open.children.push(element);
      if (!ends) stack.push(element);
    }
  }
  if (stack.length > 1 || top.children.length !== 1 || top.text.trim() !== '') {
    throw new Error('one element is a document');
  }
  return top.children[0];
}

function attributesOf(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
    if (name in out) throw new Error(`${name} is there twice`);
    out[name] = unescaped(value);
  }
  return out;
}

function unescaped(text: string): string {
  return text.replace(/&([^;]*;)?/g, (_, name: string | undefined) => {
    const letter = entities[name?.slice(0, -1) ?? ''];
    if (letter === undefined) throw new Error(`an entity that is none: ${name}`);
    return letter;
  });
}
