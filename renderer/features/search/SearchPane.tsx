/** Search everywhere: any word of any message, the last digits of a phone, a handle, a deal's number; a hit opens at its message. */
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Search, SearchX, X } from 'lucide';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { HitRow } from '#renderer/features/search/HitRow.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Tabs } from '#renderer/ui/Tabs.tsx';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import type { RowState } from '#renderer/ui/VirtualList.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { searchAll, searchState } from '#shared/queries/registry.ts';
import type { SearchHit } from '#shared/queries/rows.ts';
import '#renderer/features/search/search.css';

const hitsAtMost = 200;
const shortest = 2;
type Kind = 'all' | SearchHit['kind'];
const kinds: readonly Kind[] = ['all', 'contact', 'deal', 'message'];

export function SearchPane(): ReactNode {
  const { t } = useWords();
  const term = useView((state) => state.searchTerm);
  const search = useView((state) => state.search);
  const openConversation = useView((state) => state.openConversation);
  const [kind, setKind] = useState<Kind>('all');
  const [openedKey, setOpenedKey] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const wanted = useDeferredValue(term.trim());
  const found = useQuery(searchAll, wanted.length < shortest ? null : { term: wanted.slice(0, 200), conversationId: null, limit: hitsAtMost });
  const looks = useQuery(searchState, {}).value;
  const hits = wanted.length < shortest ? none : (found.value ?? none);
  const shown = kind === 'all' ? hits : hits.filter((hit) => hit.kind === kind);

  const begin = (): void => {
    input.current?.focus();
    input.current?.select();
  };
  // The person has just asked for the field: it is where they will type.
  useEffect(begin, []);
  useAction('search.everywhere', begin);

  const open = (hit: SearchHit): void => {
    setOpenedKey(keyOf(hit));
    if (hit.conversationId) openConversation(hit.conversationId, { messageId: hit.messageId });
  };
  return (
    <>
      <div className="panehead">
        <h1 className="vh">{t('search.title')}</h1>
        <div className="field grow search-field">
          <Icon of={Search} />
          <input
            ref={input} type="search" value={term} maxLength={200} autoComplete="off" spellCheck={false} aria-label={t('search.title')} placeholder={t('search.placeholder')}
            onChange={(event) => search(event.target.value)}
            onKeyDown={(event) => {
              const list = event.currentTarget.closest('.pane')?.querySelector<HTMLElement>('.vlist');
              if ((event.key !== 'ArrowDown' && event.key !== 'Enter') || !list) return;
              event.preventDefault();
              event.stopPropagation();
              list.focus();
              if (event.key === 'Enter' && shown[0]) open(shown[0]);
            }}
          />
          {term !== '' && <IconButton icon={X} size="xs" label={t('search.clear')} onClick={() => { search(''); input.current?.focus(); }} />}
        </div>
      </div>
      <Tabs<Kind> className="filters" label={t('search.kinds')} value={kind} change={setKind} tabs={kinds.map((value) => ({ value, label: t(`search.kind.${value}`), ...countOf(value === 'all' ? hits.length : hits.filter((hit) => hit.kind === value).length) }))} />
      {looks && !looks.complete && <p className="small t3 search-missing" role="status">{t('search.missing', { count: looks.missing })}</p>}
      <VirtualList<SearchHit>
        className="hr" label={t('search.results')} rows={shown} idOf={keyOf} heightOf={rowHeight} renderRow={drawn} selectedId={openedKey} open={open}
        empty={wanted.length < shortest ? <EmptyState icon={Search} title={t('search.start')} text={t('search.startText')} />
          : found.value ? <EmptyState icon={SearchX} title={t('search.nothing', { term: wanted })} text={t('search.nothingText')} /> : <div className="grow" />}
      />
    </>
  );
}

const none: readonly SearchHit[] = [];
/** A number is worth its place only when there is something. */
const countOf = (count: number): { count?: number } => (count > 0 ? { count } : {});
const rowHeight = (): number => 57;
const drawn = (hit: SearchHit, state: RowState): ReactNode => <HitRow hit={hit} optionId={state.optionId} selected={state.selected} current={state.current} />;

function keyOf(hit: SearchHit): string {
  return `${hit.kind} ${hit.messageId ?? hit.dealId ?? hit.contactId}`;
}
