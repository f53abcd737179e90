/** One client who waits: their newest words in full, how they came, how long they have waited; on the chosen row, what can be pressed. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { Check } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { rowButtons } from '#renderer/features/chronicle/row-buttons.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { channelLabels } from '#renderer/ui/ChannelGlyph.tsx';
import { Clock } from '#renderer/ui/Clock.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { Owner } from '#renderer/ui/Owner.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { StageChip } from '#renderer/ui/StageChip.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { Unread } from '#renderer/ui/Unread.tsx';
import type { ActionId } from '#renderer/ui/keys/actions.ts';
import type { ChronicleDone, InboxRow } from '#shared/queries/rows.ts';

export const ChronicleEntry = memo(function ChronicleEntry(props: { row: InboxRow; optionId: string; selected: boolean; current: boolean }): ReactNode {
  const { row } = props;
  const { t } = useWords();
  const lookup = useLookup();
  const account = lookup.account(row.accountId);
  const words = row.lastIn?.text.trim() ? row.lastIn.text : t(`chronicle.wordless.${row.lastIn?.kind ?? 'text'}`);
  return (
    <div id={props.optionId} role="option" aria-selected={props.selected} className={`entry ${account ? `a${account.colour}` : ''} ${props.current ? 'is-focus-in' : ''}`}>
      <Avatar name={row.name} hash={row.avatar} account={account && { colour: account.colour, channel: row.channel }} />
      <div className="h">
        <span className="strong trunc"><SafeText text={row.name} /></span>
        <AccountBadge account={account} show="handle" />
        <span className="small t3 chronicle-how">{how(row, t)}</span>
      </div>
      <div className="side">
        <StageChip stage={lookup.stage(row.funnelId, row.stageId)} />
        <Unread count={row.unread} />
        <Clock owedSince={row.owedSince} level={row.clockLevel} />
        <Owner name={lookup.seatPerson(row.seatId)} mine={row.mine} />
      </div>
      <div className="body"><SafeText text={words} /></div>
      {props.selected && <Acts row={row} />}
    </div>
  );
});

/** The row is open beside the list, so its buttons press what the conversation answers to: same keys, same checks, one undo. */
function Acts(props: { row: InboxRow }): ReactNode {
  const { row } = props;
  const { t, label } = useWords();
  const team = useTeam();
  const lookup = useLookup();
  const { keys } = useUi();
  const openConversation = useView((state) => state.openConversation);
  const run = (id: ActionId): void => {
    openConversation(row.conversationId);
    keys.run(id);
  };
  const buttons = rowButtons(team.buttons, row.funnelId, lookup.stage(row.funnelId, row.stageId), team.me?.roleId ?? null);
  return (
    <div className="acts">
      {buttons.map(({ button, action }) => (
        <button key={button.id} type="button" className="btn xs" onClick={(event) => { event.stopPropagation(); run(action); }}>
          <Kbd chord={button.key} />{label(button.label)}
        </button>
      ))}
      {row.seatId === null && <Act id="conversation.take" text={t('chronicle.take')} run={run} />}
      <Act id="conversation.noAnswerNeeded" text={t('chronicle.noAnswer')} run={run} />
      <Act id="composer.focus" text={t('chronicle.write')} run={run} />
    </div>
  );
}

function Act(props: { id: ActionId; text: string; run(id: ActionId): void }): ReactNode {
  return (
    <button type="button" className="btn xs quiet" onClick={(event) => { event.stopPropagation(); props.run(props.id); }}>
      <Kbd action={props.id} />{props.text}
    </button>
  );
}

function how(row: InboxRow, t: (key: string) => string): string {
  if (row.channel !== 'instagram') return channelLabels[row.channel];
  const kind = row.lastIn?.kind;
  if (kind === 'comment') return t('chronicle.how.comment');
  if (kind === 'story_reply') return t('chronicle.how.storyReply');
  if (kind === 'story_mention') return t('chronicle.how.storyMention');
  if (kind === 'voice' || kind === 'audio') return t('chronicle.how.voice');
  return t('chronicle.how.direct');
}

export const DoneEntry = memo(function DoneEntry(props: { done: ChronicleDone; optionId: string; selected: boolean; current: boolean }): ReactNode {
  const { done } = props;
  const { t, format } = useWords();
  const lookup = useLookup();
  const account = lookup.account(done.accountId);
  const time = format.time(done.at);
  const text = done.how === 'notNeeded' ? t('chronicle.notNeeded', { time }) : done.by ? t('chronicle.answeredBy', { name: done.by, time }) : t('chronicle.answered', { time });
  return (
    <div id={props.optionId} role="option" aria-selected={props.selected} className={`entry done ${account ? `a${account.colour}` : ''} ${props.current ? 'is-focus-in' : ''}`}>
      <Icon of={Check} />
      <span className="trunc t2"><SafeText text={done.name} /></span>
      <span className="trunc">{text}</span>
    </div>
  );
});
