/** Toasts of the whole window: refusals nobody else shows, and the one undo with its key. */
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useData } from '#renderer/data/DataProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useOutcomeOf, usePress } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { Toasts } from '#renderer/ui/Toasts.tsx';

export function ShellToasts(): ReactNode {
  const { pressing } = useData();
  const { t, refusal } = useWords();
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const { toasts, show, hide, settle, undid } = useToasts();

  useEffect(
    () => pressing.onRefused((refused, label) => {
      const text = refusal(refused.code, refused.data);
      show({ kind: 'failed', text: label ? `${label}: ${text}` : text });
    }),
    [pressing, refusal, show],
  );

  const undo = async (commandId: string): Promise<void> => {
    settle(commandId);
    const answer = await press('command.undo', { commandId }, { label: t('undo.offer'), quiet: true });
    if (!answer.ok) return show({ kind: 'failed', text: refusal(answer.code, answer.data) });
    const outcome = await outcomeOf(answer.commandId);
    if (!outcome.ok) return show({ kind: 'failed', text: outcome.code === 'too_late' ? t('undo.late') : refusal(outcome.code, outcome.data) });
    undid(commandId);
    return show({ kind: 'info', text: t('undo.done') });
  };
  const offered = toasts.findLast((toast) => toast.undoCommandId !== null)?.undoCommandId ?? null;
  useAction('undo', () => void (offered && undo(offered)), { enabled: offered !== null });

  return <Toasts toasts={toasts} hide={hide} undo={(commandId) => void undo(commandId)} />;
}
