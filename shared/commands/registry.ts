/** The register of commands: everything a person or the program can ask to be done. */
import type { CommandDef } from '#shared/engine/define-command.ts';
import { accountPut } from '#shared/commands/account/put.ts';
import { conversationAnswer } from '#shared/commands/conversation/answer.ts';
import { conversationTake } from '#shared/commands/conversation/take.ts';
import { inboundMessage } from '#shared/commands/inbound/message.ts';
import { messageSend } from '#shared/commands/message/send.ts';
import { personAdd } from '#shared/commands/team/person-add.ts';
import { teamSetup } from '#shared/commands/team/setup.ts';

export const commands = [
  accountPut, conversationAnswer, conversationTake, inboundMessage, messageSend, personAdd, teamSetup,
] as const;

const byName = new Map(commands.map((def): [string, CommandDef] => [def.name, def]));

/** The command of a name, or null. Its input must be parsed by `def.input` before anything else is done with it. */
export function commandNamed(name: string): CommandDef | null {
  return byName.get(name) ?? null;
}
