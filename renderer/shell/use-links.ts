/** Opens the conversation that a `pult://` link names, where this person may see it; a link never does more than that. */
import { useEffect } from 'react';
import { useData } from '#renderer/data/DataProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { conversationView } from '#shared/queries/registry.ts';

export function useLinks(): void {
  const { desktop, connection } = useData();
  const { t } = useWords();
  const show = useToasts((state) => state.show);
  const go = useView((state) => state.go);
  const openConversation = useView((state) => state.openConversation);
  useEffect(() => {
    const follow = async (conversationId: string): Promise<void> => {
      const found = await connection.query(conversationView.name, { conversationId });
      if (!found.ok || found.value === null) return show({ kind: 'info', text: t('link.unseen') });
      go('inbox');
      openConversation(conversationId);
    };
    return desktop?.onLink((id) => void follow(id));
  }, [desktop, connection, t, show, go, openConversation]);
}
