// Files that are no certificates, whoever wrote them: refused by name, and nothing is run.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import schema from '../../media/certificate.schema.json' with { type: 'json' };
import { verifyCertificate } from '../../src/engine/analysis/verifyCertificate.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { type Certificate, certifiedPath } from '../../src/protocol/certificate.ts';
import { certificate, certifiedModels, keptPorts, withFound } from '../support/certificates.ts';
import { folderOf } from '../support/checkpoints.ts';

type Edit = (of: Certificate) => unknown;

test('the schema takes the paths that are written, and no others', () => {
  const [, { pattern }] = schema.definitions.model.properties.path.anyOf;
  for (const way of ['a', '../m/a', '..', 'a b', '/a', '\\\\host\\a', 'C:a', 'a\nb', '']) {
    expect([way, new RegExp(pattern!).test(way)]).toEqual([way, certifiedPath.test(way)]);
  }
});

describe('a file that is no certificate is refused with its name', () => {
  const json = (edit: Edit) => async () => JSON.stringify(edit(await certificate()));
  const study = (of: Certificate, changed: object) => ({
    ...of,
    study: { ...of.study, ...changed },
  });
  const settings = (of: Certificate, changed: object) => ({
    ...of,
    settings: { ...of.settings, ...changed },
  });

  test.each<readonly [string, () => string | Promise<string>, RegExp]>([
    ['no JSON', () => 'certificate', /c\.json.*line 1/],
    ['a list', () => '[]', /c\.json/],
    ['empty', () => '', /c\.json/],
    ['an object', () => '{}', /c\.json: the certificate has no "\w+"/],
    ['a key twice', () => '{"kind": 1, "kind": 2}', /"kind"/],
    ['of a later schema', json((of) => ({ ...of, schema: 2 })), /schema is .*2/],
    ['a key that is not known', json((of) => ({ ...of, proof: 1 })), /"proof", which is not known/],
    ['without its digest', json(({ digest: _, ...of }) => of), /no "digest"/],
    ['of two that differ', json((of) => withFound(of, { verdict: 'different' })), /found\.verdict/],
    ['text for a number', json((of) => withFound(of, { pairs: '32' })), /found\.pairs is .*"32"/],
    ['a hash that is none', json((of) => study(of, { weights: 'ABC' })), /study\.weights.*SHA-256/],
    ['a path from the root', json((of) => study(of, { path: '/etc/passwd' })), /study\.path/],
    ['of another drive', json((of) => study(of, { path: 'C:\\m' })), /study\.path/],
    ['on another machine', json((of) => study(of, { path: '\\\\host\\m' })), /study\.path/],
    ['with a line end', json((of) => study(of, { path: 'a\nb' })), /study\.path/],
    ['draws without end', json((of) => settings(of, { resamples: 1e12 })), /settings\.resamples/],
    ['a margin of all', json((of) => settings(of, { margin: 1 })), /settings\.margin/],
    [
      'a task that is none',
      json((of) => ({ ...of, task: { ...of.task, document: {} } })),
      /the task in c\.json/,
    ],
    ['16 MB', () => ' '.repeat(2 ** 24 + 1), /c\.json has 16,777,217 bytes/],
  ])('%s', async (_, text, says) => {
    const file = join(folderOf({ 'c.json': await text() }), 'c.json');
    const verify = verifyCertificate(quietJob, keptPorts, {
      file,
      folders: [certifiedModels],
      memory: 1000,
    });
    await expect(verify).rejects.toMatchObject({
      code: expect.stringMatching(/^(file-format|task-invalid)$/),
      message: expect.stringMatching(says),
      hint: expect.any(String),
    });
  });

  test('a folder, and one that is not there', async () => {
    for (const file of [certifiedModels, join(certifiedModels, 'nothing.json')]) {
      const verify = verifyCertificate(quietJob, keptPorts, { file, folders: [], memory: 1000 });
      await expect(verify).rejects.toMatchObject({ code: expect.stringMatching(/^file-/) });
    }
  });
});
