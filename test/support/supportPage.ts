// docs/support.md: what opens and what is computed, out of the lists that say so.
import { dialects } from '../../src/engine/family/dialects.ts';
import { everyFixture, type Row } from './everyFixture.ts';

export function supportPage(): string {
  return `# What opens, and what is computed

Made of the lists by which it is tested (\`test/support/everyFixture.ts\`, \`src/engine/family/dialects.ts\`):
\`npx vitest run test/checkpoint/everyFixture.test.ts -u\` writes it. Agrees: with numbers of the program that made the file, in the largest
absolute difference of any value. A network of rows or images is computed by its own graph (ONNX, Keras, TensorFlow.js).

## Files

| file of the fixtures | what it is | outcome |
| --- | --- | --- |
${everyFixture.map((row) => `| \`${row.path}\` | ${row.what} | ${outcome(row)} |`).join('\n')}

## Families

| family | \`model_type\` |
| --- | --- |
${dialects.map(({ title, types }) => `| ${title} | ${Object.keys(types).join(', ')} |`).join('\n')}
`;
}

function outcome(row: Row): string {
  if ('opens' in row) return `opens: ${row.opens}`;
  if ('refused' in row)
    return row.when === 'opening' ? 'refused' : 'opens; refused where it would be computed';
  return `agrees within ${row.tolerance}`;
}
