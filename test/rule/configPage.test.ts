// docs/config.md says what the lists of src/engine/family say.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { configPage } from '../support/configPage.ts';

test('docs/config.md is what the code decides', async () => {
  const page = fileURLToPath(new URL('../../docs/config.md', import.meta.url));
  await expect(configPage()).toMatchFileSnapshot(page);
});
