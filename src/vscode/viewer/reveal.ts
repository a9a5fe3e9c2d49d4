// *Reveal Defining Line*: asked of the feature that knows the code, where there is one.
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import type { VsCode } from '../vsCode.ts';

export async function canReveal(vscode: VsCode): Promise<boolean> {
  return (await vscode.commands.getCommands(true)).includes(commands.revealDefinition);
}

export async function revealTensor(
  { vscode }: Pick<Services, 'vscode'>,
  checkpoint: string,
  tensor: string,
): Promise<void> {
  await vscode.commands.executeCommand(commands.revealDefinition, { checkpoint, tensor });
}
