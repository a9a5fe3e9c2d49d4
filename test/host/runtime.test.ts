// Which extension this is, and which runtime computes in its process: the same for a checkout and for
// a package as its users install it.
import assert from 'node:assert/strict';
import { suite, suiteTeardown, test } from 'mocha';
import { closeAll, edition, inWorkspace, services, task } from './host.ts';

suite('the edition under test', () => {
  suiteTeardown(closeAll);

  test('starts no compute process before it is needed', async () => {
    const { compute } = await services();
    assert.equal(compute.pid, undefined);
  });

  test('is the checkout, or the package where it was installed', async () => {
    const { context } = await services();
    const installed = /[\\/]extensions[\\/]congruity\.congruity-/.test(context.extensionUri.fsPath);
    assert.equal(installed, edition().vsix !== undefined);
  });

  test(`comes to a verdict with ${edition().runtime}, and says so`, async () => {
    const { comparisons } = await services();
    const models = ['ab-gpt2', 'bc-llama'].map((name) => inWorkspace('modsum', name).fsPath);
    const { session } = comparisons.open({ models, task: task(), options: { pairs: 64 } });
    await session.run();
    const made = session.view.report;
    assert.ok(made?.kind === 'compare', session.view.failure?.message);
    assert.equal(made.verdict, 'different');
    assert.equal(made.provenance.runtime.split(' ')[0], edition().runtime);
    const note = made.provenance.runtimeNote;
    if (edition().runtime === 'onnxruntime-web') assert.notEqual(note, null);
    else assert.match(note ?? 'on the CPU: ', /^on the CPU: /); // why it is no GPU
  });
});
