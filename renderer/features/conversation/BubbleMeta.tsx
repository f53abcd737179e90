/** The line under a bubble: when, by whom, by which way, edited, and its honest state with what can be done about it. */
import { memo, useState } from 'react';
import type { ReactNode } from 'react';
import { Check, CheckCheck, CircleQuestionMark, Eye, Hourglass, OctagonX } from 'lucide';
import type { IconNode } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useLink } from '#renderer/data/use-press.ts';
import { useMessageActs } from '#renderer/features/conversation/message-acts.tsx';
import { messageStateView } from '#renderer/features/conversation/message-state.ts';
import type { StateAction, StateIcon } from '#renderer/features/conversation/message-state.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { channelLabels } from '#renderer/ui/ChannelGlyph.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { UndoRing } from '#renderer/ui/UndoRing.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import type { MessageRow } from '#shared/queries/rows.ts';

const icons: Readonly<Record<Exclude<StateIcon, 'ring' | 'none'>, IconNode>> = {
  hourglass: Hourglass, check: Check, checks: CheckCheck, eye: Eye, octagon: OctagonX, question: CircleQuestionMark,
};

export const BubbleMeta = memo(function BubbleMeta(props: { row: MessageRow; channel: ChannelName; accountId: string }): ReactNode {
  const { t, format } = useWords();
  const { row } = props;
  const parts: ReactNode[] = [];
  if (row.route === 'public' || (row.kind === 'comment' && row.direction === 'out')) parts.push(t('message.public'));
  if (row.route === 'private') parts.push(t('message.private'));
  if (row.elsewhere) parts.push(t('message.elsewhere'));
  else if (row.robot !== null) parts.push(t('message.robot'));
  else if (row.personName !== null) parts.push(<SafeText text={row.personName.split(' ')[0] ?? row.personName} />);
  return (
    <div className="meta">
      <time dateTime={new Date(row.at).toISOString()} title={format.dateTime(row.at)}>{format.time(row.at)}</time>
      {parts.map((part, at) => <span key={at}>· {part}</span>)}
      {row.versions.length > 0 && <Edited row={row} />}
      {row.direction === 'in' && (row.kind === 'comment' || row.subject?.kind === 'mention') && <CommentRoutes row={row} />}
      <State row={row} channel={props.channel} accountId={props.accountId} />
    </div>
  );
});

/** What was written before, on press. */
function Edited(props: { row: MessageRow }): ReactNode {
  const { t, format } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="act" aria-expanded={open} onClick={() => setOpen(!open)}>{t('message.edited')}</button>
      {open && (
        <ul className="cv-versions">
          {props.row.versions.map((version, at) => <li key={at}><span className="t3">{format.time(version.at)}</span> <SafeText text={version.text} /></li>)}
        </ul>
      )}
    </>
  );
}

function CommentRoutes(props: { row: MessageRow }): ReactNode {
  const { t } = useWords();
  const { routesOf, chooseRoute } = useMessageActs();
  return routesOf(props.row).map((route) => <button key={route} type="button" className="act" onClick={() => chooseRoute(route)}>{t(`composer.answer.${route}`)}</button>);
}

function State(props: { row: MessageRow; channel: ChannelName; accountId: string }): ReactNode {
  const { row } = props;
  const { t, has, format } = useWords();
  const lookup = useLookup();
  const { status } = useLink();
  const { act } = useMessageActs();
  // Only what is held back for undoing needs the seconds.
  const held = row.direction === 'out' && row.state === 'queued' && row.notBefore !== null;
  const now = useNow(held ? 500 : null);
  const state = messageStateView(row, {
    now, sync: status?.state ?? 'connecting', accountHealth: lookup.account(props.accountId)?.state?.health ?? 'ok', channelName: channelLabels[props.channel],
  });
  if (!state) return null;
  const code = row.failure || 'unknown';
  const failure = has(`message.failure.${code}`) ? t(`message.failure.${code}`, state.values) : t('message.failure.other', { code });
  return (
    <>
      <span className={`st ${state.tone === 'plain' ? '' : state.tone}`}>
        {state.icon === 'ring' ? <UndoRing ms={Math.max(1, (row.notBefore ?? 0) - row.at)} sinceMs={Math.max(0, now - row.at)} /> : state.icon !== 'none' && <Icon of={icons[state.icon]} size="sm" />}
        {t(state.words, { ...state.values, reason: failure, time: format.time(row.at) })}
      </span>
      {state.actions.map((action) => <ActButton key={action} action={action} row={row} act={act} />)}
    </>
  );
}

function ActButton(props: { action: StateAction; row: MessageRow; act(action: StateAction, row: MessageRow): void }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <button type="button" className="act" onClick={() => props.act(props.action, props.row)}>{t(`message.act.${props.action}`)}</button>
      {props.action === 'undo' && <Kbd action="undo" />}
    </>
  );
}
