// congruity fleet --certificates and verify-certificate as their users run them: files, exit codes, what is refused.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import schema from '../../media/certificate.schema.json' with { type: 'json' };
import { ab, bc, commandLine, sameAsAb, task } from '../support/commandLine.ts';

const cli = commandLine();
const { congruity } = cli;
const fleet = ['fleet', ab, sameAsAb, bc, '--task', task, '--pairs', '32', '--resamples', '200'];
const name = 'ab-gpt2-in-place-of-ab-llama.certificate.json';

test('a certificate for each model that a smaller one may stand for; it is checked, and told apart', async () => {
  const { code, stdout } = await congruity([...fleet, '--certificates', 'proofs']);
  expect(code).toBe(1); // that of the pairs
  expect(stdout).toMatch(
    /^Written: proofs\/ab-gpt2-in-place-of-ab-llama\.certificate\.json: study ab-gpt2 \(38,848 parameters\) in place of ab-llama \(40,672\)$/m,
  );
  const folder = join(cli.folder, 'proofs');
  expect(readdirSync(folder)).toEqual([name]);
  const text = readFileSync(join(folder, name), 'utf8');
  const validate = new Ajv({ strictTypes: false }).compile(schema);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);

  const again = await congruity([...fleet, '--certificates', 'proofs']);
  expect([again.code, again.stdout]).toEqual([64, '']);
  expect(again.stderr).toMatch(/proofs holds certificates: ab-gpt2-in.*\n.*--force/);
  const forced = await congruity([...fleet, '--certificates', 'proofs', '--force', '--json']);
  expect(JSON.parse(forced.stdout)).toMatchObject({ kind: 'fleet' }); // and nothing else
  expect(readFileSync(join(folder, name), 'utf8')).toBe(text);

  const verify = (args: readonly string[]) => congruity(['verify-certificate', ...args]);
  const holds = await verify([`proofs/${name}`]);
  expect([holds.code, holds.stdout.split('\n')[0]]).toEqual([0, `proofs/${name}: holds`]);

  writeFileSync(join(folder, 'edited.json'), text.replace(/"high": [\d.]+/, '"high": 0.001'));
  const edited = await verify(['proofs/edited.json', '--models', dirname(ab), '--json']);
  expect(edited.code).toBe(1);
  expect(JSON.parse(edited.stdout)).toMatchObject({ holding: 'does not hold', isEdited: true });

  const unfound = await verify(['--models', 'proofs', '--models', '.', `proofs/${name}`]);
  expect([unfound.code, unfound.stdout]).toEqual([2, expect.stringContaining('was not found')]);

  writeFileSync(join(folder, 'broken.json'), text.slice(0, -20));
  const broken = await verify(['proofs/broken.json']);
  expect([broken.code, broken.stderr]).toEqual([65, expect.stringContaining('broken.json')]);
  const missing = await verify(['nowhere.json']);
  expect([missing.code, missing.stderr]).toEqual([66, expect.stringContaining('nowhere.json')]);
  const over = await verify([`proofs/${name}`, `--json=proofs/${name}`]);
  expect([over.code, over.stderr]).toEqual([64, expect.stringContaining('is an input')]);
});

test('none where no two are the same; never into a model', async () => {
  const two = ['fleet', ab, bc, '--task', task, '--pairs', '32', '--resamples', '200'];
  const none = await congruity([...two, '--certificates', 'proofs']);
  expect(none.stdout).toContain(
    'No certificate: no two models are shown to have the same interpretation.',
  );
  expect(readdirSync(join(cli.folder, 'proofs'))).toEqual([]);
  const inside = await congruity([...two, '--certificates', join(ab, 'proofs')]);
  expect([inside.code, inside.stderr]).toEqual([64, expect.stringContaining('an input')]);
});
