// JUnit XML by the two schemas that CI systems' readers were made for: Ant's (Windy Road's JUnit.xsd) and that of Jenkins's
// xunit plugin (junit-10.xsd); what they ask of a document stands here as a table.
import { expect, test } from 'vitest';
import type { ExpectationResult, StudyRunReport } from '../../src/protocol/study.ts';
import { junitXml } from '../../src/report/junit.ts';
import { cannedStudy, resultOf } from '../support/cannedStudy.ts';
import { type Element, readXml } from '../support/xml.ts';

const at = new Date(Date.UTC(2026, 10, 27, 12, 30, 5, 678));
const read = (run: StudyRunReport) => readXml(junitXml(run, at));

/** An element -> its attributes, which are all required, and what it may hold, in this order. */
const schema: Readonly<Record<string, readonly [attributes: string, holds: string]>> = {
  testsuite: [
    'errors failures hostname name skipped tests time timestamp',
    'properties testcase* system-out system-err',
  ],
  properties: ['', 'property*'],
  property: ['name value', ''],
  testcase: ['classname name time', 'skipped|failure|error?'],
  skipped: ['message', ''],
  failure: ['message type', 'text'],
  error: ['message type', 'text'],
  'system-out': ['', ''],
  'system-err': ['', ''],
};

const isToken = (value: string) => value === value.replace(/\s+/g, ' ').trim();

function faultsOf({ name, attributes, children, text }: Element): string[] {
  const [keys, holds] = schema[name] ?? ['', 'nothing that is known'];
  const faults: string[] = [];
  const wrong = (is: boolean, what: string) => is && faults.push(`${name}: ${what}`);
  wrong(Object.keys(attributes).sort().join(' ') !== keys, Object.keys(attributes).join(' '));
  for (const key of ['name', 'classname', 'hostname']) {
    const value = attributes[key];
    wrong(value !== undefined && (value === '' || !isToken(value)), `${key} is no token: ${value}`);
  }
  for (const key of ['tests', 'failures', 'errors', 'skipped']) {
    wrong(key in attributes && !/^\d+$/.test(attributes[key]), `${key} ${attributes[key]}`);
  }
  wrong(
    'time' in attributes && !/^\d{1,3}(?:\d{3})*\.\d{3}$|^\d+\.\d{3}$/.test(attributes.time),
    'time',
  );
  const when = attributes.timestamp;
  wrong(when !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(when), `timestamp ${when}`);
  const names = children.map((child) => child.name).join(' ');
  const pattern = holds
    .replace('text', '')
    .replace(/(\S+)\*/, '(?:$1(?: |$))*')
    .replace('skipped|failure|error?', '(?:skipped|failure|error)?')
    .replace(/ (?=\()/, ' ')
    .replace(/\)\* /, ')*');
  wrong(!new RegExp(`^${pattern}$`).test(names), `holds ${names}`);
  wrong(holds !== 'text' && text.trim() !== '', `has a text`);
  return [...faults, ...children.flatMap(faultsOf)];
}

const casesOf = (suite: Element) => suite.children.filter(({ name }) => name === 'testcase');

test('every outcome has its element, and the numbers are of them', () => {
  const suite = read(cannedStudy());
  expect(faultsOf(suite)).toEqual([]);
  expect(casesOf(suite).map(({ children }) => children[0]?.name)).toEqual([
    ...[undefined, 'failure', 'failure', 'skipped', 'error'],
  ]);
  expect(suite.attributes).toMatchObject({
    ...{ tests: '5', failures: '2', errors: '1', skipped: '1' },
    ...{ timestamp: '2026-11-27T12:30:05', hostname: 'localhost' },
  });
});

test('a failure says where it stands in the file, what was found and what is behind it', () => {
  const [, { children }] = casesOf(read(cannedStudy()));
  expect(children[0].text).toMatch(
    /^release\.congruity\.json:7:17\nThe verdict is `different`: profile.*\n.*holds/,
  );
});

/** Names and sentences from files: what is left of them. */
const hostile: readonly (readonly [string, string])[] = [
  ['a "quoted" & <tagged> \'name\'', 'a "quoted" & <tagged> \'name\''],
  ['</testcase><testcase name="x"/>', '</testcase><testcase name="x"/>'],
  [']]> --> <![CDATA[ <?php', ']]> --> <![CDATA[ <?php'],
  ['&amp; &#0; &x;', '&amp; &#0; &x;'],
  ['a\u0000b\u0007c\u001bd', 'a\\u{0}b\\u{7}c\\u{1b}d'],
  ['\ud800 half', '\\u{d800} half'],
  ['\u202egnp', '\\u{202e}gnp'],
  ['two\nlines\r\n\ttab', 'two\\u{a}lines\\u{d}\\u{a}\\u{9}tab'],
  ['\ufffe\uffff', '\ufffd\ufffd'],
  ['  spaces   within  ', 'spaces within'],
  ['\u2028', '\\u{2028}'],
  ['数字 😀', '数字 😀'],
  ['', 'release.congruity.json'],
  ['   ', 'release.congruity.json'],
];

test.each(hostile)('%j', (name, shown) => {
  const failure: ExpectationResult['found'] = {
    ...{ kind: 'failure', code: name, message: name, hint: name },
  };
  const results = [
    { ...resultOf('passed'), name: name.trim() === '' ? 'x' : name },
    { ...resultOf('error'), found: failure },
  ];
  const run = { ...cannedStudy(), name, file: 'release.congruity.json', expectations: results };
  const suite = read(run);
  expect(faultsOf(suite)).toEqual([]);
  expect(suite.attributes.name).toBe(shown);
  expect(casesOf(suite)).toHaveLength(2);
  expect(casesOf(suite)[1].children[0].attributes.message).toContain(
    shown.slice(0, 3).replace('rel', ''),
  );
});

test('a suite of nothing', () => {
  expect(faultsOf(read({ ...cannedStudy(), expectations: [] }))).toEqual([]);
});

test('a long time has no exponent', () => {
  const run = { ...cannedStudy(), timings: { seconds: 1e7, steps: [] } };
  expect(faultsOf(read(run))).toEqual([]);
});
