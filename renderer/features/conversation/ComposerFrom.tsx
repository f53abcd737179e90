/** The first line of the composer: the account it goes out from, how long it still may, which way, and who leads when it is not me. */
import type { ReactNode } from 'react';
import { Clock as ClockIcon } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { usePress } from '#renderer/data/use-press.ts';
import { windowLeft } from '#renderer/features/conversation/answer-window.ts';
import type { Route } from '#renderer/features/conversation/answer-window.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Segments } from '#renderer/ui/Field.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Owner } from '#renderer/ui/Owner.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { isGroupChat } from '#shared/model/channel.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export function ComposerFrom(props: { view: ConversationView; isNote: boolean; route: Route; routes: readonly Route[]; setRoute(route: Route): void }): ReactNode {
  const { view, isNote, route, routes } = props;
  const { t } = useWords();
  const lookup = useLookup();
  const { seatId } = view.conversation;
  if (isNote) return <div className="from"><span className="grow trunc">{t('note.teamOnly')}</span></div>;
  return (
    <div className="from">
      <span>{t('composer.from')}</span>
      <span className="as"><AccountBadge account={view.account} /><span className="trunc"><SafeText text={view.account.handle || view.account.name} /></span></span>
      {routes.length > 1 ? <Segments label={t('composer.route')} value={route} change={props.setRoute} options={routes.map((each) => ({ value: each, label: t(`composer.route.${each}`) }))} /> : null}
      {isGroupChat(view.conversation.channel, view.conversation.externalChatId) && <span className="is-warning trunc">{t('composer.group')}</span>}
      <WindowLeft view={view} route={route} />
      <span className="grow" />
      {seatId === null ? <span className="t3 trunc">{t('composer.takes')}</span> : view.mine ? <Also view={view} /> : <TakeOver view={view} name={lookup.seatPerson(seatId)} />}
    </div>
  );
}

function WindowLeft(props: { view: ConversationView; route: Route }): ReactNode {
  const { t, format } = useWords();
  const now = useNow(30_000);
  const { conversation } = props.view;
  const until = props.route === 'direct' ? conversation.windowUntil : props.route === 'private' ? (conversation.openComment?.privateReplyUntil ?? null) : null;
  if (until === null) return null;
  const left = windowLeft(until, now);
  return (
    <>
      <span className="vline" />
      <span className={`row-x tight${left.kind === 'open' ? '' : ` is-${left.kind === 'soon' ? 'warning' : 'alarm'}`}`}>
        <Icon of={ClockIcon} size="sm" />
        {left.kind === 'over' ? t('composer.windowOver', { time: format.dateTime(until) }) : t('composer.window', { left: format.left(left.ms) })}
      </span>
    </>
  );
}

/** Other ways by which this client is known. */
function Also(props: { view: ConversationView }): ReactNode {
  const { t } = useWords();
  const { contact } = props.view;
  if (contact.phone === null) return null;
  return <span className="t3 trunc">{t('composer.alsoPhone')}</span>;
}

/** Somebody else leads: whoever may, takes it over before writing. */
function TakeOver(props: { view: ConversationView; name: string }): ReactNode {
  const { t } = useWords();
  const { me } = useTeam();
  const lookup = useLookup();
  const press = usePress();
  const { conversation } = props.view;
  return (
    <>
      <span className="row-x tight"><Owner name={props.name} mine={false} /><span className="trunc">{t('composer.leads', { name: props.name })}</span></span>
      {me?.seatId && lookup.may('reassign') && (
        <Button size="xs" onClick={() => void press('conversation.assign', { conversationId: conversation.id, seatId: me.seatId }, { label: t('composer.takeOver') })}>{t('composer.takeOver')}</Button>
      )}
    </>
  );
}
