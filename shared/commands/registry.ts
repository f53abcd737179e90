/** The register of commands: everything a person or the program can ask to be done. */
import type { CommandDef } from '#shared/engine/define-command.ts';
import { accountPut } from '#shared/commands/account/put.ts';
import { accountRemove, accountStateSet } from '#shared/commands/account/state.ts';
import { accountUpdate } from '#shared/commands/account/update.ts';
import { buttonOrder } from '#shared/commands/team/button-order.ts';
import { buttonPress, buttonPressAndTake } from '#shared/commands/button/press.ts';
import { clockReach } from '#shared/commands/robot/clock-reach.ts';
import { commandUndo } from '#shared/commands/button/undo.ts';
import { contactSavePhotos } from '#shared/commands/contact/save-photos.ts';
import { contactUpdate } from '#shared/commands/contact/update.ts';
import { conversationAnswer } from '#shared/commands/conversation/answer.ts';
import { conversationAssign } from '#shared/commands/conversation/assign.ts';
import { conversationClose, conversationReopen } from '#shared/commands/conversation/close.ts';
import { conversationGiveBack } from '#shared/commands/conversation/give-back.ts';
import { conversationMarkUnread, conversationRead } from '#shared/commands/conversation/read.ts';
import { conversationNoAnswerNeeded } from '#shared/commands/conversation/no-answer-needed.ts';
import { conversationSnooze, snoozeEnd } from '#shared/commands/conversation/snooze.ts';
import { conversationTake } from '#shared/commands/conversation/take.ts';
import { dealCreate } from '#shared/commands/deal/create.ts';
import { dealMove, dealPickStage } from '#shared/commands/deal/move.ts';
import { dealSetFields } from '#shared/commands/deal/set-fields.ts';
import { dealStar } from '#shared/commands/deal/star.ts';
import { dictionarySave, teamUpdate } from '#shared/commands/team/dictionary.ts';
import { inboundEdit, inboundReaction, inboundSeen, inboundUnsend } from '#shared/commands/inbound/change.ts';
import { inboundMessage } from '#shared/commands/inbound/message.ts';
import { mediaStored, profileUpdate } from '#shared/commands/inbound/stored.ts';
import { messageCancel, messageResend, messageSettle } from '#shared/commands/message/resend.ts';
import { messageNote } from '#shared/commands/message/note.ts';
import { messageSend } from '#shared/commands/message/send.ts';
import { messageSettled } from '#shared/commands/message/settled.ts';
import { parkedTold } from '#shared/commands/robot/parked-told.ts';
import { paymentApprove, paymentReturn } from '#shared/commands/payment/decide.ts';
import { paymentClaim } from '#shared/commands/payment/claim.ts';
import { personAdd } from '#shared/commands/team/person-add.ts';
import { personUpdate, seatUpdate } from '#shared/commands/team/people.ts';
import { roleRemove, roleSave } from '#shared/commands/team/role.ts';
import { ruleFire } from '#shared/commands/robot/rule-fire.ts';
import { scriptRemove, scriptSave } from '#shared/commands/team/script.ts';
import { taskAdd, taskDone, taskMove } from '#shared/commands/task/task.ts';
import { teamSetup } from '#shared/commands/team/setup.ts';

export const commands = [
  accountPut, accountRemove, accountStateSet, accountUpdate, buttonOrder, buttonPress, buttonPressAndTake, clockReach, commandUndo, contactSavePhotos, contactUpdate, conversationAnswer,
  conversationAssign, conversationClose, conversationGiveBack, conversationMarkUnread, conversationNoAnswerNeeded, conversationRead, conversationReopen,
  conversationSnooze, conversationTake, dealCreate, dealMove, dealPickStage, dealSetFields, dealStar, dictionarySave, inboundEdit, inboundMessage,
  inboundReaction, inboundSeen, inboundUnsend, mediaStored, messageCancel, messageNote, messageResend, messageSend, messageSettle, messageSettled,
  parkedTold, paymentApprove, paymentClaim, paymentReturn, personAdd, personUpdate, profileUpdate, roleRemove, roleSave, ruleFire, scriptRemove, scriptSave, seatUpdate, snoozeEnd, taskAdd, taskDone, taskMove, teamSetup, teamUpdate,
] as const;

const byName = new Map(commands.map((def): [string, CommandDef] => [def.name, def]));

/** The command of a name, or null. Its input must be parsed by `def.input` before anything else is done with it. */
export function commandNamed(name: string): CommandDef | null {
  return byName.get(name) ?? null;
}
