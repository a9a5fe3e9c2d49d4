// The page holds strings from outside; none may end its element, open a comment or widen its policy.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeHtml, escapeJson, reportHtml } from '../../src/report/html.ts';
import { hostile } from '../support/cannedExtremes.ts';
import { different, interpret } from '../support/cannedReports.ts';

const page = { script: 'draw();', css: 'body{margin:0}' };

const dangerous = [
  ['an end tag', '</script>'],
  ['an end tag in capitals with a space', '</SCRIPT >'],
  ['a comment and a script', '<!-- <script>'],
  ['the end of a comment', '-->'],
  ['line separators', 'a\u2028b\u2029c'],
  ['an entity', '&lt;/script&gt;'],
  ['a lone surrogate', '\ud800'],
  ['quotes and backslashes', '\\"\\u003c'],
] as const;

test.each(dangerous)(
  'JSON with %s holds nothing that markup knows, and means the same',
  (_, text) => {
    checkJson({ [text]: [text] });
  },
);

test('any JSON means the same after escaping, and holds nothing that markup knows', () => {
  fc.assert(
    fc.property(fc.json(), (json) => checkJson(JSON.parse(json))),
    { seed: 1, numRuns: 300 },
  );
});

test.each([
  ['<img src=x onerror="a()">', '&lt;img src=x onerror=&quot;a()&quot;&gt;'],
  ["it's a & b", 'it&#39;s a &amp; b'],
])('%s is written %s', (text, html) => {
  expect(escapeHtml(text)).toBe(html);
});

test('the data block reads back as the report', () => {
  for (const report of [different(), interpret(), hostile()]) {
    const html = reportHtml(report, page);
    const block = /<script type="application\/json" id="report-data">([^<]*)<\/script>/.exec(html);
    expect(JSON.parse(block?.[1] ?? '')).toEqual(report);
  }
});

test('two scripts, one style, no other element that can act, whatever the strings', () => {
  const html = reportHtml(hostile(), page);
  expect(html.match(/<script/gi)).toHaveLength(2);
  expect(html.match(/<\/script/gi)).toHaveLength(2);
  expect(html.match(/<style/gi)).toHaveLength(1);
  expect(html).not.toMatch(/<(img|iframe|object|embed|link|base|form)/i);
  expect(html).not.toContain('<!--');
});

test('the policy allows this very script and style, and nothing else', () => {
  const html = reportHtml(different(), page);
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy).toBe(
    `default-src 'none'; script-src 'sha256-${hash(page.script)}'; ` +
      `style-src 'sha256-${hash(page.css)}'; base-uri 'none'; form-action 'none'`,
  );
});

test('title and the words without scripts name the models and the verdict', () => {
  const html = reportHtml(different(), page);
  expect(html).toContain('<title>sums-gpt2-1a and diffs-llama-2a: different</title>');
  expect(html).toContain(
    '<noscript><p>sums-gpt2-1a and diffs-llama-2a: different. sums-gpt2-1a holds',
  );
});

test.each([
  [{ ...page, script: "x = '</script>'" }, /script contains <\/script/],
  [{ ...page, script: "x = '<!--'" }, /script contains <!--/],
  [{ ...page, css: '/* </style> */' }, /css contains <\/style/],
])('a page part that would end its own element is refused: %o', (parts, message) => {
  expect(() => reportHtml(different(), parts)).toThrow(message);
});

test('the same report gives the same page', () => {
  expect(reportHtml(different(), page)).toBe(reportHtml(different(), page));
});

function checkJson(value: unknown): void {
  const escaped = escapeJson(JSON.stringify(value));
  expect(escaped).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(escaped)).toEqual(value);
}
