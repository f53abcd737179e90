/** One item of the line of time: a day, the "new" line, a bubble or album, a note, an event. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { ArrowRight, Info, StickyNote, UserRound } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { Bubble } from '#renderer/features/conversation/Bubble.tsx';
import type { TimelineItem } from '#renderer/features/conversation/timeline.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { HistoryBody } from '#shared/model/bodies.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import type { MessageRow } from '#shared/queries/rows.ts';

export interface TimelineRowProps {
  item: TimelineItem;
  channel: ChannelName;
  accountId: string;
  /** The next bubble says the time for both. */
  close: boolean;
  /** A search hit. */
  found: boolean;
}

export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps): ReactNode {
  const { item } = props;
  switch (item.kind) {
    case 'day': return <Day at={item.at} />;
    case 'new': return <NewLine />;
    case 'note': return <Note row={item.row} found={props.found} />;
    case 'event': return <Event row={item.row} />;
    case 'change': return <Change line={item.line} />;
    case 'bubble': return <Bubble rows={item.rows} channel={props.channel} accountId={props.accountId} close={props.close} found={props.found} />;
  }
}, (before, after) => before.channel === after.channel && before.close === after.close && before.found === after.found && sameItem(before.item, after.item));

/** Items are made anew at every answer; rows in them are the same objects as long as they say the same. */
function sameItem(a: TimelineItem, b: TimelineItem): boolean {
  if (a.kind !== b.kind || a.key !== b.key) return false;
  if (a.kind === 'bubble' && b.kind === 'bubble') return a.rows.length === b.rows.length && a.rows.every((row, at) => row === b.rows[at]);
  if ((a.kind === 'note' || a.kind === 'event') && (b.kind === 'note' || b.kind === 'event')) return a.row === b.row;
  if (a.kind === 'change' && b.kind === 'change') return a.line === b.line;
  return a.kind === 'day' && b.kind === 'day' ? a.at === b.at : true;
}

function Day(props: { at: number }): ReactNode {
  const { t, format } = useWords();
  const now = useNow(60_000);
  const date = format.weekday(props.at);
  const text = format.sameDay(props.at, now) ? t('conversation.today', { date }) : format.sameDay(props.at, now - 86_400_000) ? t('conversation.yesterday', { date }) : date;
  return <div className="day" role="separator">{text}</div>;
}

function NewLine(): ReactNode {
  const { t } = useWords();
  return <div className="day new" role="separator">{t('conversation.new')}</div>;
}

function Note(props: { row: MessageRow; found: boolean }): ReactNode {
  const { t, format } = useWords();
  const { row } = props;
  return (
    <div className={`note${props.found ? ' cv-found' : ''}`} role="note">
      <Icon of={StickyNote} />
      <div className="grow">
        <SafeText text={row.text} kind="text" />
        <div className="by">{row.personName && <><SafeText text={row.personName} />, </>}{format.time(row.at)} · {t('note.teamOnly')}</div>
      </div>
    </div>
  );
}

function Event(props: { row: MessageRow }): ReactNode {
  const { t, has, format } = useWords();
  const { row } = props;
  const text = has(`event.${row.text}`) ? t(`event.${row.text}`) : row.text;
  return <div className="evt"><Icon of={Info} /><span><SafeText text={text} /> · {format.time(row.at)}</span></div>;
}

/** "Greeting → Price · Iryna, 14:11": what the record says of the deal between two messages. */
function Change(props: { line: HistoryBody }): ReactNode {
  const { t, label, format } = useWords();
  const lookup = useLookup();
  const { line } = props;
  const stage = (id: unknown): string => label(lookup.anyStage(typeof id === 'string' ? id : null)?.label);
  const actor = line.personId === null ? null : lookup.person(line.personId);
  const owner = line.field === 'seatId' && line.to !== null && line.to === actor?.seatId;
  const who = line.personId === null ? t('history.robot') : owner ? '' : (actor?.name.split(' ')[0] ?? '');
  const said = line.field === 'seatId'
    ? (line.to === null ? t('history.givenBack') : t('history.takenBy', { name: lookup.seatPerson(String(line.to)) }))
    : `${stage(line.from)} → ${stage(line.to)}`;
  return <div className="evt"><Icon of={line.field === 'seatId' ? UserRound : ArrowRight} /><span><SafeText text={said} />{who !== '' && <> · <SafeText text={who} /></>}, {format.time(line.at)}</span></div>;
}
