/** Ctrl+K: a person, a message, an order or a command by a few letters; each command shows its key. */
import { useDeferredValue, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { ArrowRight, Hash, MessageSquare, Search } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { paletteItems } from '#renderer/shell/palette-items.ts';
import { markedText } from '#renderer/ui/marked-text.ts';
import type { PaletteItem } from '#renderer/shell/palette-items.ts';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { searchAll } from '#shared/queries/registry.ts';
import type { SearchHit } from '#shared/queries/rows.ts';

export function Palette(props: { close(): void; openSheet(): void }): ReactNode {
  const { t } = useWords();
  const { keys } = useUi();
  const [term, setTerm] = useState('');
  const [at, setAt] = useState(0);
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const view = useView();
  const asked = useDeferredValue(term.trim());
  const found = useQuery(searchAll, asked.length < 2 ? null : { term: asked.slice(0, 200), conversationId: null, limit: 20 });
  const [live] = useState(() => keys.live());
  const items = paletteItems({ term, hits: asked.length < 2 ? [] : (found.value ?? []), live, labelOf: (each) => each.label ?? t(`action.${each.id ?? ''}`) });
  const chosen = items[Math.min(at, items.length - 1)];

  const run = (item: PaletteItem): void => {
    props.close();
    if (item.kind === 'action') {
      // The palette gives the focus back first: an action may take it on.
      setTimeout(item.live.run, 0);
      return;
    }
    if (item.kind === 'everywhere') return view.search(term.trim());
    if (item.hit.conversationId) view.openConversation(item.hit.conversationId, { messageId: item.hit.messageId });
  };
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(items.length - 1, at + step));
      setAt(next);
      list.current?.querySelector(`#${CSS.escape(`${base}-${next}`)}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      run(chosen);
    }
  };

  return (
    <Dialog open close={props.close} title={t('palette.title')} look="bare">
      <div className="q">
        <Icon of={Search} />
        <input
          type="text" role="combobox" aria-expanded aria-controls={`${base}-list`} aria-activedescendant={chosen ? `${base}-${items.indexOf(chosen)}` : undefined}
          aria-label={t('palette.title')} placeholder={t('palette.placeholder')} autoComplete="off" spellCheck={false} maxLength={200} value={term}
          onChange={(event) => {
            setTerm(event.target.value);
            setAt(0);
          }}
          onKeyDown={move}
        />
        <Kbd chord="Escape" />
      </div>
      <div ref={list} className="opts" role="listbox" id={`${base}-list`} aria-label={t('palette.title')}>
        {items.map((item, index) => (
          <div key={item.key} role="presentation">
            {items[index - 1]?.group !== item.group && <div className="grp" role="presentation">{t(`palette.${item.group}`)}</div>}
            <div id={`${base}-${index}`} className="opt" role="option" aria-selected={item === chosen} tabIndex={-1} onClick={() => run(item)} onPointerMove={() => setAt(index)}>
              <Line item={item} term={term.trim()} />
            </div>
          </div>
        ))}
        {items.length === 0 && <p className="none">{t('palette.none')}</p>}
      </div>
      <div className="foot">
        <span><Kbd chord="ArrowUp" /><Kbd chord="ArrowDown" />{t('palette.choose')}</span>
        <span><Kbd chord="Enter" />{t('palette.open')}</span>
      </div>
    </Dialog>
  );
}

function Line(props: { item: PaletteItem; term: string }): ReactNode {
  const { t } = useWords();
  const { item } = props;
  if (item.kind === 'action') return <><Icon of={ArrowRight} /><span className="grow trunc">{item.label}</span><Kbd chord={item.live.chord} /></>;
  if (item.kind === 'everywhere') return <><Icon of={Search} /><span className="grow trunc">{t('palette.everywhere', { term: props.term })}</span></>;
  return <HitLine hit={item.hit} />;
}

function HitLine(props: { hit: SearchHit }): ReactNode {
  const { hit } = props;
  const account = useLookup().account(hit.accountId);
  const text = <span className="trunc">{markedText(hit.text, hit.marks).map((part, at) => (part.marked ? <mark key={at}><SafeText text={part.text} /></mark> : <SafeText key={at} text={part.text} />))}</span>;
  return (
    <>
      {hit.kind === 'contact' ? <Avatar name={hit.name} size={24} /> : <Icon of={hit.kind === 'deal' ? Hash : MessageSquare} />}
      <span className="grow row-x">
        {hit.kind === 'contact' ? <><span className="trunc"><SafeText text={hit.name} /></span><AccountBadge account={account} show="handle" /><span className="t3 small trunc">{text}</span></>
          : <>{text}<span className="t3 trunc"><SafeText text={hit.name} /></span></>}
      </span>
      <TimeText className="t3 small" at={hit.at} />
    </>
  );
}
