/** Finds words in the open conversation and goes from hit to hit, loading what lies far back. */
import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { ArrowDown, ArrowUp, X } from 'lucide';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import type { ConversationId } from '#shared/base/ids.ts';
import { searchAll } from '#shared/queries/registry.ts';

const most = 100;
const shortest = 2;

export function ChatFind(props: { conversationId: string; close(): void }): ReactNode {
  const { conversationId, close } = props;
  const { t } = useWords();
  const openConversation = useView((state) => state.openConversation);
  const [term, setTerm] = useState('');
  const [at, setAt] = useState(-1);
  const asked = term.trim().length >= shortest ? { term: term.trim(), conversationId: conversationId as ConversationId, limit: most } : null;
  const hits = (useQuery(searchAll, asked).value ?? []).filter((hit) => hit.messageId !== null);

  /** Newest first: "up" goes into the past. */
  const go = (step: 1 | -1): void => {
    if (hits.length === 0) return;
    const next = (at + step + hits.length) % hits.length;
    setAt(next);
    openConversation(conversationId, { messageId: hits[next]!.messageId });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.code === 'Escape') close();
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const count = asked === null ? '' : hits.length === 0 ? t('find.none') : t('find.count', { at: Math.max(0, at) + 1, of: hits.length });
  return (
    <div className="cv-find" role="search">
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- opened by a key to be typed into */}
      <TextField label={t('conversation.find')} hideLabel small autoFocus placeholder={t('conversation.find')} value={term} onChange={(event) => { setTerm(event.target.value); setAt(-1); }} onKeyDown={onKeyDown} />
      <span className="small t3" aria-live="polite">{count}</span>
      <IconButton icon={ArrowUp} size="xs" label={t('find.older')} onClick={() => go(1)} />
      <IconButton icon={ArrowDown} size="xs" label={t('find.newer')} onClick={() => go(-1)} />
      <IconButton icon={X} size="xs" label={t('common.close')} onClick={close} />
    </div>
  );
}
