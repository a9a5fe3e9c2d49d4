// The bundle for translators lists exactly the sentences that the extension shows, and every sentence
// that it shows is in the code as one text.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { allSentences, bundlePath, sentencesIn } from '../../scripts/l10n.mjs';

const { sentences, unclear } = allSentences();

test('the bundle lists exactly the sentences in use: `npm run l10n` writes it', () => {
  const bundle: Record<string, string> = JSON.parse(readFileSync(bundlePath, 'utf8'));
  expect(Object.keys(bundle)).toEqual(sentences);
  expect(Object.entries(bundle).filter(([key, text]) => key !== text)).toEqual([]);
});

test('the manifest names its folder, and the package holds it', () => {
  const root = join(import.meta.dirname, '../..');
  expect(existsSync(join(root, manifest.l10n, 'bundle.l10n.json'))).toBe(true);
  expect(readFileSync(join(root, '.vscodeignore'), 'utf8')).toContain('!l10n/*');
});

test('every sentence is written where it is used', () => {
  expect(unclear).toEqual([]);
});

test('places in a sentence are numbered from 0, without gaps', () => {
  const placesOf = (sentence: string) => [
    ...new Set([...sentence.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place))),
  ];
  const wrong = sentences.filter((sentence) => {
    const places = placesOf(sentence).sort();
    return places.some((place, i) => place !== i);
  });
  expect(wrong).toEqual([]);
});

const sources: readonly (readonly [string, string, readonly string[], number])[] = [
  ['a call', "l10n.t('One')", ['One'], 0],
  ['over lines, with values', "vscode.l10n.t(\n  'One {0}',\n  name,\n)", ['One {0}'], 0],
  ['quotes of both kinds', `l10n.t("it's"); l10n.t('say "no"')`, ["it's", 'say "no"'], 0],
  ['an escaped quote', "l10n.t('it\\'s')", ["it's"], 0],
  ['a variable', 'l10n.t(text)', [], 1],
  ['a template', 'l10n.t(`One`)', [], 1],
  ['a sum', "l10n.t('One ' + two)", [], 1],
];

test.each(sources)('%s', (_, source, wanted, unclearCalls) => {
  const found = sentencesIn(source);
  expect(found.sentences).toEqual(wanted);
  expect(found.unclear).toHaveLength(unclearCalls);
});
