// Certificates: written of two samples that compute alike, then left, edited and moved.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../src/engine/analysis/certifiedAgain.ts';
import { certify, contentDigest } from '../../src/engine/analysis/certify.ts';
import { verifyCertificate } from '../../src/engine/analysis/verifyCertificate.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { algorithm } from '../../src/engine/core/version.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import type { Certificate, VerifyView } from '../../src/protocol/certificate.ts';
import { shown } from '../../src/protocol/reportWords.ts';
import { verifiedWords } from '../../src/words/certificate.ts';
import {
  certificate,
  certifiedCouple,
  certifiedModels,
  certifiedRun,
  keptPorts,
  withFound,
} from '../support/certificates.ts';
import { folderOf } from '../support/checkpoints.ts';
import { watchedJob } from '../support/jobs.ts';
import { editedFolder } from '../support/models.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

type Edit = (of: Certificate) => unknown;

/** With the digest that its contents have now: who knows how it is made can do so. */
function signed({ digest: _, ...content }: Certificate): Certificate {
  return { ...content, digest: contentDigest(keptPorts, content) };
}

async function verified(edit: Edit, folders = [certifiedModels]): Promise<VerifyView> {
  const file = join(
    folderOf({ 'c.json': JSON.stringify(await edit(await certificate())) }),
    'c.json',
  );
  return verifyCertificate(quietJob, keptPorts, { file, folders, memory: 1000 });
}

test('says what was found, of which files, on which task, and how sure that is', async () => {
  const { study, inPlaceOf, task, settings, found, errorRate, versions } = await certificate();
  expect([study.name, study.parameters, inPlaceOf.name]).toEqual(['ab-gpt2', 38_848, 'ab-llama']);
  expect(task).toMatchObject({ name: 'modsum', document: { name: 'modsum' } });
  expect(settings).toMatchObject({ pairs: 32, stages: null, margin: 0.3, level: 0.95 });
  expect(found).toMatchObject({ verdict: 'same interpretation', pairs: 32, level: 0.95 });
  expect(found.distance!.high).toBeLessThan(0.3);
  expect(errorRate).toBe(0.05);
  expect(versions.algorithm).toBe(algorithm);
});

test('two that are not the same have none, and what they are is said', async () => {
  const other = { study: certifiedCouple.study, inPlaceOf: sample('bc-llama') };
  const [one] = await certify(quietJob, keptPorts, { ...certifiedRun, couples: [other] });
  expect(one).toEqual({ ...other, verdict: 'different', certificate: null });
});

describe('what differs from a run of it', () => {
  type Edited = (of: Certificate) => Certificate;
  test.each<readonly [string, Edited, readonly string[]]>([
    ['nothing', (of) => of, []],
    ['another name', (of) => ({ ...of, study: { ...of.study, name: 'x' } }), []],
    ['another method', (of) => ({ ...of, interval: 'by ear' }), ['interval']],
    [
      'a number by as little as another processor makes it',
      (of) =>
        withFound(of, { distance: { ...of.found.distance!, low: of.found.distance!.low + 1e-5 } }),
      [],
    ],
    [
      'a narrower interval',
      (of) => withFound(of, { distance: { ...of.found.distance!, high: 0.01 } }),
      ['found.distance.high'],
    ],
    [
      'a smaller full distance',
      (of) => withFound(of, { full: { value: 0, low: 0, high: 0 } }),
      ['found.full.value', 'found.full.low', 'found.full.high'],
    ],
    [
      'a better verdict',
      (of) => withFound(of, { verdict: 'indistinguishable' }),
      ['found.verdict'],
    ],
    ['more pairs than were drawn', (of) => withFound(of, { pairs: 640 }), ['found.pairs']],
    ['intervals of another level', (of) => withFound(of, { level: 0.999 }), ['found.level']],
    [
      'no distance',
      (of) => withFound(of, { distance: null }),
      ['value', 'low', 'high', 'set'].map((field) => `found.distance.${field}`),
    ],
    [
      'another set that decides it',
      (of) => withFound(of, { distance: { ...of.found.distance!, set: ['z'] } }),
      ['found.distance.set'],
    ],
    ['a smaller error rate', (of) => ({ ...of, errorRate: 0.01 }), ['errorRate']],
    [
      'fewer parameters',
      (of) => ({ ...of, study: { ...of.study, parameters: 12 } }),
      ['study.parameters'],
    ],
    [
      'another family',
      (of) => ({ ...of, inPlaceOf: { ...of.inPlaceOf, family: 'gpt2' } }),
      ['inPlaceOf.family'],
    ],
    [
      'as if it had gone in looks',
      (of) => ({ ...of, settings: { ...of.settings, stages: 2 } }),
      ['settings.stages'],
    ],
  ])('%s', async (_, edit, fields) => {
    const of = await certificate();
    expect(differencesOf(edit(of), of).map(({ field }) => field)).toEqual(fields);
  });

  test('and of a larger model in place of a smaller one there can be no certificate', async () => {
    const of = await certificate();
    const turned = { ...of, study: of.inPlaceOf, inPlaceOf: of.study };
    expect(differencesOf(turned, turned)).toEqual([
      { field: 'study.parameters, at most', certified: '38848', found: '40672' },
    ]);
  });
});

describe('run again', () => {
  test.each<readonly [string, Edit, VerifyView['holding'], boolean, readonly string[]]>([
    [
      'its keys the other way round, a path that is another',
      (of) =>
        Object.fromEntries(
          Object.entries({ ...of, study: { ...of.study, path: '../x/ab-gpt2' } }).reverse(),
        ),
      ...(['holds', false, []] as const),
    ],
    [
      'edited by hand',
      (of) => withFound(of, { distance: { ...of.found.distance!, high: 0.01 } }),
      ...(['does not hold', true, ['found.distance.high']] as const),
    ],
    [
      'edited by hand where no run shows it',
      (of) => ({ ...of, versions: { ...of.versions, congruity: '9.9.9' } }),
      ...(['does not hold', true, []] as const),
    ],
    [
      'edited, and signed anew',
      (of) => signed(withFound(of, { verdict: 'indistinguishable' })),
      ...(['does not hold', false, ['found.verdict']] as const),
    ],
    [
      'another task under the same hash',
      (of) => signed({ ...of, task: { ...of.task, document: { ...of.task.document, seed: 7 } } }),
      ...(['does not hold', false, ['task.digest']] as const),
    ],
    [
      'another name for its task, signed anew',
      (of) => signed({ ...of, task: { ...of.task, name: 'all of arithmetic' } }),
      ...(['does not hold', false, ['task.name']] as const),
    ],
    [
      'a task without a name, which goes by that of its file',
      async (of) => {
        const { name: _, ...document } = of.task.document;
        const { digest } = readTask(JSON.stringify(document), 'x', keptPorts.sha256);
        return signed({ ...of, task: { name: 'my-file', digest, document } });
      },
      ...(['holds', false, []] as const),
    ],
    [
      'another method of its intervals, signed anew',
      (of) => signed({ ...of, interval: 'by ear' }),
      ...(['does not hold', false, ['interval']] as const),
    ],
    [
      'of another algorithm, with the same numbers',
      (of) => signed({ ...of, versions: { ...of.versions, algorithm: algorithm + 1 } }),
      ...(['holds', false, []] as const),
    ],
    [
      'of another algorithm, with other numbers',
      (of) =>
        signed({ ...withFound(of, { pairs: 33 }), versions: { ...of.versions, algorithm: 1 } }),
      ...(['cannot be checked', false, ['found.pairs']] as const),
    ],
  ])('%s', async (_, edit, holding, isEdited, fields) => {
    const view = await verified(edit);
    const differing = view.differing.map(({ field }) => field);
    expect([view.holding, view.isEdited, differing]).toEqual([holding, isEdited, fields]);
    const said = verifiedWords(view).join('\n');
    expect(said).toContain(`: ${holding}\n`);
    expect(said.includes('It was edited: ')).toBe(isEdited);
    for (const field of fields) expect(said).toContain(`${field}: certified `);
  });

  test('a run in looks makes as many of them, whatever its budget was', async () => {
    const request = { ...certifiedRun, pairs: undefined, work: 60_000, couples: [certifiedCouple] };
    const [{ certificate: of }] = await certify(quietJob, keptPorts, request);
    expect(of!.settings.stages).toBeGreaterThan(0);
    expect(of!.found.level).toBeGreaterThanOrEqual(of!.settings.level);
    expect(await verified(() => of)).toMatchObject({ holding: 'holds', differing: [] });
  });

  test('is stopped as any run is', async () => {
    const file = join(folderOf({ 'c.json': JSON.stringify(await certificate()) }), 'c.json');
    const request = { file, folders: [certifiedModels], memory: 1000 };
    const on = 'checking that ab-gpt2 solves the task';
    const stopped = verifyCertificate(watchedJob({ on }), testPorts(), request);
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('its models', () => {
  const changed = (name: 'ab-gpt2' | 'ab-llama') =>
    editedFolder(sample(name), {
      tensors: (tensors) => {
        const [, { data }] = [...tensors][0];
        data[0] += 1;
      },
    });

  test('are looked for beside it where it says, and found when they moved with it', async () => {
    const folder = folderOf({});
    cpSync(certifiedModels, join(folder, 'models'), { recursive: true });
    mkdirSync(join(folder, 'certificates'));
    const of = await certificate();
    const file = join(folder, 'certificates/c.json');
    const at = (which: 'study' | 'inPlaceOf') => ({
      ...of[which],
      path: `../models/${of[which].name}`,
    });
    writeFileSync(file, JSON.stringify({ ...of, study: at('study'), inPlaceOf: at('inPlaceOf') }));
    const view = await verifyCertificate(quietJob, keptPorts, { file, folders: [], memory: 1000 });
    expect(view).toMatchObject({ holding: 'holds', isEdited: false });
  });

  test('may be in the second of two folders, after another of the same name', async () => {
    const other = folderOf({});
    cpSync(changed('ab-gpt2'), join(other, 'ab-gpt2'), { recursive: true });
    expect(await verified((of) => of, [other, certifiedModels])).toMatchObject({
      holding: 'holds',
    });
  });

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['empty weights', { 'ab-gpt2/model.safetensors': '', 'ab-gpt2/config.json': '{}' }],
    ['no weights', { 'ab-gpt2/config.json': '{}' }],
    ['a text', { 'ab-gpt2': 'hello' }],
  ])('may be in the second of two folders, after %s of the same name', async (_, tree) => {
    const other = folderOf(tree);
    expect(await verified((of) => of, [other, certifiedModels])).toMatchObject({
      holding: 'holds',
    });
    const alone = await verified((of) => of, [other]);
    expect(alone.holding).toBe('cannot be checked');
    expect(alone.unfound[0].unreadable).toEqual([expect.stringContaining('ab-gpt2')]);
    expect(verifiedWords(alone).join('\n')).toContain(
      shown(alone.unfound[0].unreadable[0]).slice(0, 40),
    );
  });

  test('that are others by a weight cannot be checked, and their hashes are said', async () => {
    const other = folderOf({});
    cpSync(sample('ab-gpt2'), join(other, 'ab-gpt2'), { recursive: true });
    cpSync(changed('ab-llama'), join(other, 'ab-llama'), { recursive: true });
    const view = await verified((of) => of, [other]);
    const { weights } = (await certificate()).inPlaceOf;
    expect(view.holding).toBe('cannot be checked');
    const [{ name, changed: parts }] = view.unfound;
    expect(name).toBe('ab-llama');
    expect(parts[0]).toMatchObject({ what: 'weights', certified: weights });
    expect(verifiedWords(view).join('\n')).toContain('The model ab-llama is another one (');
  });

  test.each<readonly [string, Edit, readonly string[]]>([
    ['that are not in the folder', (of) => of, ['.']],
    ['whose place it does not say', (of) => ({ ...of, study: { ...of.study, path: null } }), []],
    [
      'whose name would lead out of the folder',
      (of) => signed({ ...of, study: { ...of.study, name: '..', path: '..' } }),
      [certifiedModels],
    ],
    [
      'whose hash is another',
      (of) => signed({ ...of, study: { ...of.study, weights: '0'.repeat(64) } }),
      [certifiedModels],
    ],
  ])('%s cannot be checked', async (_, edit, folders) => {
    const view = await verified(edit, [...folders]);
    expect([view.holding, view.isEdited]).toEqual(['cannot be checked', false]);
    expect(view.unfound.map(({ name }) => name)).toContain(view.certificate.study.name);
  });
});
