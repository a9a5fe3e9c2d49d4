// *Reveal Defining Line*: asked of the feature that knows the code, where there is one.
import type { Services, VsCode } from '../services.ts';

const revealDefinition = 'congruity.revealDefinition';

export async function canReveal(vscode: VsCode): Promise<boolean> {
  return (await vscode.commands.getCommands(true)).includes(revealDefinition);
}

export async function revealTensor(
  { vscode }: Pick<Services, 'vscode'>,
  checkpoint: string,
  tensor: string,
): Promise<void> {
  await vscode.commands.executeCommand(revealDefinition, { checkpoint, tensor });
}
