/** Saves a settings record by a command and says so, with one undo where there is one. */
import { useCallback } from 'react';
import { useToasts } from '#renderer/data/toasts.ts';
import { useOfferUndo, usePress } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { neverUndone } from '#shared/commands/button/undo.ts';

/** `save(command, input, what)` → true when the console took it. A refusal is said by a toast. */
export function useSave(): (command: string, input: unknown, what: string) => Promise<boolean> {
  const press = usePress();
  const offerUndo = useOfferUndo();
  const show = useToasts((state) => state.show);
  const { t } = useWords();
  return useCallback(
    async (command, input, what) => {
      const answer = await press(command, input, { label: t('settings.pressSave', { what }) });
      if (answer.ok && neverUndone.has(command)) show({ kind: 'done', text: t('settings.saved', { what }) });
      else if (answer.ok) offerUndo(answer.commandId, t('settings.saved', { what }));
      return answer.ok;
    },
    [press, offerUndo, show, t],
  );
}
