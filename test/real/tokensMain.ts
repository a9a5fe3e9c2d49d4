// node scripts/realTokens.mjs NAME=FILE ...: see tokens.ts.
import { tokensAgainstLlama } from './tokens.ts';

for (const asked of process.argv.slice(2)) {
  const [name, path] = asked.split('=', 2);
  const told = await tokensAgainstLlama(name, path);
  if (told === undefined) throw new Error(`llama.cpp was not asked of ${name}`);
  console.log(`${name}: ${told.differ.length} of ${told.texts} texts differ from llama.cpp`);
  for (const text of told.differ) console.log(`  ${JSON.stringify(text)}`);
  if (told.differ.length > 0) process.exitCode = 1;
}
