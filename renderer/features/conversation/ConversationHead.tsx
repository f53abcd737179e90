/** Who is open, through which account, how long they wait, whose they are, and what can be done with them. */
import type { ReactNode } from 'react';
import { AlarmClock, Check, CheckCheck, ChevronLeft, CircleCheck, ContactRound, Ellipsis, Hand, Link, MailOpen, PanelRight, RotateCcw, Search, Star, Undo2, UserRound } from 'lucide';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useClockNow, useLink } from '#renderer/data/use-press.ts';
import { useView } from '#renderer/data/view.ts';
import { snoozeChoices, tomorrowMorning } from '#renderer/features/conversation/snooze-times.ts';
import type { ConversationActs } from '#renderer/features/conversation/use-conversation-acts.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Clock } from '#renderer/ui/Clock.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { Menu } from '#renderer/ui/Menu.tsx';
import type { MenuEntry } from '#renderer/ui/Menu.tsx';
import { Owner } from '#renderer/ui/Owner.tsx';
import { useNarrow } from '#renderer/ui/use-narrow.ts';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { conversationLink } from '#shared/port/link.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export interface HeadProps {
  view: ConversationView;
  acts: ConversationActs;
  find(): void;
  snoozeOpen: boolean;
  setSnoozeOpen(open: boolean): void;
}

export function ConversationHead(props: HeadProps): ReactNode {
  const { view, acts } = props;
  const { t } = useWords();
  const setPane = useView((state) => state.setPane);
  const { conversation, account, profile } = view;
  return (
    <header className="panehead lined convhead">
      <IconButton icon={ChevronLeft} className="phone-back" label={t('common.back')} onClick={() => setPane('list')} />
      <Avatar name={view.contact.name} hash={profile?.avatar ?? null} account={account} />
      <div className="grow">
        <div className="row-x"><h2 className="title trunc"><SafeText text={view.contact.name} /></h2></div>
        <div className="sub"><AccountBadge account={account} show="handle" />{conversation.last?.kind === 'comment' && <span>· {t('conversation.comments')}</span>}</div>
      </div>
      <Clock owedSince={conversation.owedSince} level={conversation.clockLevel} snoozedUntil={conversation.snoozedUntil} size="lg" />
      <Whose view={view} acts={acts} />
      <span className="row-x tight cv-tools">
        {/* A menu that stands open is one client's. */}
        <SnoozeMenu key={`snooze ${conversation.id}`} {...props} />
        <IconButton
          className="cv-desk" icon={Check} label={t('conversation.noAnswerNeeded')} action="conversation.noAnswerNeeded" onClick={acts.noAnswerNeeded}
          aria-disabled={conversation.owedSince === null || undefined}
        />
        <MoreMenu key={`more ${conversation.id}`} {...props} />
        <CardButton />
      </span>
    </header>
  );
}

function Whose(props: { view: ConversationView; acts: ConversationActs }): ReactNode {
  const { view, acts } = props;
  const { t } = useWords();
  const lookup = useLookup();
  const { seatId } = view.conversation;
  if (seatId === null) {
    return <Button size="sm" icon={Hand} action="conversation.take" onClick={acts.take} aria-busy={acts.taking} disabled={acts.taking}>{acts.taking ? t('conversation.taking') : t('conversation.take')}</Button>;
  }
  const name = lookup.seatPerson(seatId);
  return (
    <span className="row-x tight cv-whose">
      <Owner name={name} mine={view.mine} />
      <span className="small t2 trunc">{view.mine ? t('conversation.mine') : <SafeText text={name} />}</span>
    </span>
  );
}

function SnoozeMenu(props: HeadProps): ReactNode {
  const { t, format } = useWords();
  const { zone } = useUi();
  const { view, acts, snoozeOpen, setSnoozeOpen } = props;
  const clock = useClockNow();
  const at = snoozeOpen ? clock() : 0;
  const entries: MenuEntry[] = at === 0 ? [] : snoozeChoices(at, zone).map((choice) => ({
    label: t(`snooze.${choice.id}`),
    hint: choice.id === 'tomorrow' ? <><span>{when(choice.until, at, format)}</span> <Kbd action="conversation.tomorrow" /></> : when(choice.until, at, format),
    run: () => acts.snooze(choice.until),
  }));
  if (view.conversation.snoozedUntil !== null) entries.push({ kind: 'line' }, { label: t('snooze.wake'), run: () => acts.snooze(null) });
  return (
    <Menu align="end" open={snoozeOpen} onOpenChange={setSnoozeOpen} entries={[{ kind: 'group', label: t('snooze.title') }, ...entries]}
      trigger={<IconButton className="cv-desk" icon={AlarmClock} label={t('conversation.snooze')} action="conversation.snooze" />} />
  );
}

function when(until: number, now: number, format: ReturnType<typeof useWords>['format']): string {
  return format.sameDay(until, now) ? format.time(until) : `${format.weekday(until)}, ${format.time(until)}`;
}

function MoreMenu(props: HeadProps): ReactNode {
  const { t } = useWords();
  const { me, seats } = useTeam();
  const lookup = useLookup();
  const { view, acts, find } = props;
  const { zone } = useUi();
  const clock = useClockNow();
  const { host } = useLink();
  const show = useToasts((state) => state.show);
  const { conversation, deal } = view;
  // A phone has no room for buttons of their own.
  const narrow = useNarrow();
  const taken = conversation.seatId !== null;
  const copyLink = async (): Promise<void> => {
    await navigator.clipboard.writeText(conversationLink(conversation.id));
    show({ kind: 'done', text: t('conversation.done.linkCopied') });
  };
  const entries: MenuEntry[] = [
    ...(narrow ? [
      { label: t('conversation.noAnswerNeeded'), icon: Check, run: acts.noAnswerNeeded },
      { label: `${t('conversation.snooze')}: ${t('snooze.tomorrow')}`, icon: AlarmClock, run: () => acts.snooze(tomorrowMorning(clock(), zone)) },
    ] : []),
    ...(taken && view.mine ? [{ label: t('conversation.giveBack'), icon: Undo2, hint: <Kbd action="conversation.giveBack" />, run: acts.giveBack }] : []),
    ...(conversation.closedAt === null
      ? [{ label: t('conversation.close'), icon: CircleCheck, hint: <Kbd action="conversation.close" />, run: acts.close }]
      : [{ label: t('conversation.reopen'), icon: RotateCcw, hint: <Kbd action="conversation.close" />, run: acts.reopen }]),
    { label: t('conversation.markUnread'), icon: MailOpen, hint: <Kbd action="conversation.markUnread" />, run: acts.markUnread },
    { label: t('conversation.find'), icon: Search, hint: <Kbd action="conversation.find" />, run: find },
    ...(deal && me ? [{ label: deal.starredBy.includes(me.personId) ? t('conversation.unstar') : t('conversation.star'), icon: Star, hint: <Kbd action="deal.star" />, run: acts.star }] : []),
    // Only a window of its own is opened by such a link; whoever copies one must be able to follow it.
    ...(host?.kind === 'electron' ? [{ label: t('conversation.copyLink'), icon: Link, run: () => void copyLink() }] : []),
  ];
  if (lookup.may('reassign')) {
    entries.push({ kind: 'line' }, { kind: 'group', label: t('conversation.assign') });
    for (const seat of seats) {
      if (seat.active && seat.id !== conversation.seatId) entries.push({ label: <SafeText text={lookup.seatPerson(seat.id)} />, icon: seat.id === me?.seatId ? CheckCheck : UserRound, run: () => acts.assign(seat.id) });
    }
  }
  return <Menu align="end" entries={entries} trigger={<IconButton icon={Ellipsis} label={t('common.more')} />} />;
}

/** On a phone the card is a pane of its own; on a desk it is shown or hidden. */
function CardButton(): ReactNode {
  const { t } = useWords();
  const { settings, change } = useSettings();
  const section = useView((state) => state.section);
  const setPane = useView((state) => state.setPane);
  return (
    <>
      <IconButton icon={ContactRound} className="phone-back" label={t('conversation.card')} onClick={() => setPane('card')} />
      {section === 'inbox' && <IconButton icon={PanelRight} className="cv-desk" label={t('conversation.card')} action="card.toggle" pressed={settings.cardOpen} onClick={() => change({ cardOpen: !settings.cardOpen })} />}
    </>
  );
}
