/** One client in the list, in two lines: who and how long they wait; what was said last, how far the deal is, what is new. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { CircleHelp, FileText, History, Image, MessageSquare, Mic, Reply, StickyNote, Video } from 'lucide';
import type { IconNode } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { lastShape, wordlessKey } from '#renderer/features/inbox/last-words.ts';
import type { LastShape } from '#renderer/features/inbox/last-words.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Clock } from '#renderer/ui/Clock.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Owner } from '#renderer/ui/Owner.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { StageChip } from '#renderer/ui/StageChip.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import { Unread } from '#renderer/ui/Unread.tsx';
import type { InboxRow } from '#shared/queries/rows.ts';

const icons: Readonly<Record<Exclude<LastShape, 'none'>, IconNode>> = {
  ours: Reply, comment: MessageSquare, voice: Mic, photo: Image, video: Video, file: FileText, story: History, note: StickyNote, unknown: CircleHelp,
};

export interface InboxRowProps {
  row: InboxRow;
  optionId: string;
  selected: boolean;
}

export const InboxRowView = memo(function InboxRowView(props: InboxRowProps): ReactNode {
  const { row, optionId, selected } = props;
  const lookup = useLookup();
  const account = lookup.account(row.accountId);
  const waits = row.owedSince !== null || row.snoozedUntil !== null;
  return (
    <div id={optionId} role="option" aria-selected={selected} className={`lrow a${account?.colour ?? 1}${row.unread > 0 ? ' new' : ''}${row.pending ? ' pending' : ''}`}>
      <Avatar name={row.name} hash={row.avatar} account={account} />
      <div className="l">
        <div className="l1">
          <span className="name"><SafeText text={row.name} /></span>
          {account && <span className="code"><SafeText text={account.code} /></span>}
          <span className="sp" />
          {waits ? <Clock owedSince={row.owedSince} level={row.clockLevel} snoozedUntil={row.snoozedUntil} /> : <TimeText at={row.last?.at ?? row.createdAt} className="when" />}
          <Owner name={lookup.seatPerson(row.seatId)} mine={row.mine} />
        </div>
        <div className="l2">
          <LastLine row={row} />
          <StageChip stage={lookup.stage(row.funnelId, row.stageId)} />
          <span className="slot"><Unread count={row.unread} /></span>
        </div>
      </div>
    </div>
  );
});

function LastLine(props: { row: InboxRow }): ReactNode {
  const { t } = useWords();
  const { draft, last } = props.row;
  if (draft !== null && draft.trim() !== '') {
    return <span className="last"><span className="draft">{t('inbox.draft')}</span> <SafeText text={oneLine(draft)} /></span>;
  }
  if (!last) return <span className="last" />;
  const shape = lastShape(last);
  const key = wordlessKey(last);
  return (
    <>
      {shape !== 'none' && <span className="who"><Icon of={icons[shape]} /></span>}
      <span className="last">{key === 'inbox.last.commentText' ? <>{t('inbox.last.comment')}: <SafeText text={oneLine(last.text)} /></> : key !== null ? t(key) : <SafeText text={oneLine(last.text)} />}</span>
    </>
  );
}

/** Breaks and tabs would be drawn as spaces anyway; cut well before SafeText has to. */
function oneLine(text: string): string {
  return text.slice(0, 160).replaceAll(/\s+/g, ' ');
}
