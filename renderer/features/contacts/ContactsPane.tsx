/** Clients: those who wrote last first; by name, handle or the last digits of a phone when something is typed. */
import { useDeferredValue, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { ContactRound, Search, X } from 'lucide';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { ContactRow } from '#renderer/features/contacts/ContactRow.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import type { RowState } from '#renderer/ui/VirtualList.tsx';
import { inboxPage, searchAll } from '#shared/queries/registry.ts';
import { contactLines } from '#renderer/features/contacts/contact-lines.ts';
import type { ContactLine } from '#renderer/features/contacts/contact-lines.ts';
import '#renderer/features/contacts/contacts.css';

const pageSize = 200;
const everyone = { view: 'all', accountId: null, stageId: null, unreadOnly: false } as const;

export function ContactsPane(): ReactNode {
  const { t } = useWords();
  const [term, setTerm] = useState('');
  const wanted = useDeferredValue(term.trim());
  const searching = wanted.length >= 2;
  const [pages, setPages] = useState(1);
  const first = useQuery(inboxPage, searching ? null : { filter: everyone, after: null, limit: pageSize });
  const second = useQuery(inboxPage, !searching && pages > 1 && first.value?.cursor ? { filter: everyone, after: first.value.cursor, limit: pageSize } : null);
  const third = useQuery(inboxPage, !searching && pages > 2 && second.value?.cursor ? { filter: everyone, after: second.value.cursor, limit: pageSize } : null);
  const hits = useQuery(searchAll, searching ? { term: wanted.slice(0, 200), conversationId: null, limit: pageSize } : null);
  const lines = useMemo(
    () => (searching ? contactLines([], hits.value ?? []) : contactLines([first.value, second.value, third.value].flatMap((page) => page?.rows ?? []), [])),
    [searching, hits.value, first.value, second.value, third.value],
  );
  const openId = useView((state) => state.conversationId);
  const chosen = lines.find((line) => line.conversationId !== null && line.conversationId === openId)?.contactId ?? null;
  return (
    <>
      <div className="panehead"><h1 className="heading grow">{t('contacts.title')}</h1></div>
      <div className="filters contacts-find">
        <div className="field sm grow contacts-field">
          <Icon of={Search} />
          <input type="search" value={term} maxLength={200} autoComplete="off" spellCheck={false} aria-label={t('contacts.find')} placeholder={t('contacts.placeholder')} onChange={(event) => setTerm(event.target.value)} />
          {term !== '' && <IconButton icon={X} size="xs" label={t('contacts.clear')} onClick={() => setTerm('')} />}
        </div>
      </div>
      <VirtualList<ContactLine>
        className="hr" label={t('contacts.title')} rows={lines} idOf={idOf} heightOf={rowHeight} renderRow={drawn} selectedId={chosen}
        open={(line) => { if (line.conversationId) useView.getState().openConversation(line.conversationId); }}
        onReachEnd={() => setPages((before) => Math.min(3, before + 1))}
        restoreKey={searching ? 'contacts found' : 'contacts'}
        empty={first.loading || hits.loading ? <div className="grow" /> : <EmptyState icon={ContactRound} title={t(searching ? 'contacts.nothing' : 'contacts.empty')} text={t(searching ? 'contacts.nothingText' : 'contacts.emptyText')} />}
      />
    </>
  );
}

const idOf = (line: ContactLine): string => line.contactId;
const rowHeight = (): number => 57;
const drawn = (line: ContactLine, state: RowState): ReactNode => <ContactRow line={line} optionId={state.optionId} selected={state.selected} current={state.current} />;
