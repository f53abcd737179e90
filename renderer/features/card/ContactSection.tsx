/** Who the client is: name, their time, phone, profiles, language, since when; changed in place. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Cake, Clock, Ellipsis, Eraser, Languages, Mail, MapPin, Pencil, Phone, Star, StickyNote } from 'lucide';
import type { IconNode } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { usePress } from '#renderer/data/use-press.ts';
import { phoneFacts, timeIn } from '#renderer/features/card/client-time.ts';
import { ContactForm } from '#renderer/features/card/ContactForm.tsx';
import { EraseClient } from '#renderer/features/card/EraseClient.tsx';
import { languageNames } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { ChannelGlyph } from '#renderer/ui/ChannelGlyph.tsx';
import { Chip } from '#renderer/ui/Chip.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Menu } from '#renderer/ui/Menu.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { safeLink } from '#renderer/ui/visible-text.ts';
import type { ProfileBody } from '#shared/model/bodies.ts';
import type { CardView } from '#shared/queries/rows.ts';

export function ContactSection(props: { card: CardView }): ReactNode {
  const { card } = props;
  const { contact, deal, deals } = card;
  const { t, format } = useWords();
  const { me } = useTeam();
  const press = usePress();
  const now = useNow(60_000);
  const [editing, setEditing] = useState(false);
  const [erasing, setErasing] = useState(false);
  // Whoever owns the team: sees all and manages its people.
  const owner = me !== null && me.sees === 'all' && me.may.includes('people');
  const starred = deal !== null && me !== null && deal.starredBy.includes(me.personId);
  const since = format.date(contact.firstRequestAt, now);
  return (
    <section className="sec" aria-label={t('card.client')}>
      <div className="row-x cd-name">
        <div className="grow">
          <div className="title trunc"><SafeText text={contact.name} /></div>
          <div className="small t3 trunc">{deals.length > 1 ? t('card.returning', { since, count: deals.length }) : t('card.newClient', { since })}</div>
        </div>
        {deal && <IconButton icon={Star} label={starred ? t('card.unstar') : t('card.star')} action="deal.star" pressed={starred} onClick={() => void press('deal.star', { dealId: deal.id, on: !starred }, { label: t('card.star') })} />}
        <IconButton icon={Pencil} label={t('card.edit')} pressed={editing} onClick={() => setEditing(!editing)} />
        {owner && <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t('common.more')} />} entries={[{ label: t('erase.menu'), icon: Eraser, danger: true, run: () => setErasing(true) }]} />}
      </div>
      {erasing && <EraseClient contact={contact} close={() => setErasing(false)} />}
      {editing ? <ContactForm contact={contact} close={() => setEditing(false)} /> : <Facts card={card} />}
    </section>
  );
}

function Facts(props: { card: CardView }): ReactNode {
  const { card } = props;
  const { contact } = card;
  const { t, format } = useWords();
  const now = useNow(60_000);
  return (
    <>
      {contact.phone !== null && <PhoneLines phone={contact.phone} />}
      {card.profiles.map((profile) => <ProfileLine key={profile.id} profile={profile} />)}
      <Fact icon={Languages} side={t('card.language')}>{languageNames[contact.language]}</Fact>
      {contact.city !== null && <Fact icon={MapPin} side={t('card.city')}><SafeText text={contact.city} /></Fact>}
      {contact.email !== null && <Fact icon={Mail} side={t('card.email')}><SafeText text={contact.email} /></Fact>}
      {contact.birthday !== null && <Fact icon={Cake} side={t('card.birthday')}>{birthday(contact.birthday, format, now)}</Fact>}
      {contact.note !== '' && <Fact icon={StickyNote}><span className="cd-clamp"><SafeText text={contact.note.slice(0, 600)} /></span></Fact>}
      {contact.tags.length > 0 && <div className="cd-tags">{contact.tags.map((tag) => <Chip key={tag} tone="line" title={tag.slice(0, 60)}><span className="trunc"><SafeText text={tag.slice(0, 60)} /></span></Chip>)}</div>}
    </>
  );
}

function Fact(props: { icon: IconNode; side?: string; children: ReactNode }): ReactNode {
  return <div className="kv"><Icon of={props.icon} /><span className="trunc">{props.children}</span>{props.side && <span className="r">{props.side}</span>}</div>;
}

function PhoneLines(props: { phone: string }): ReactNode {
  const { t, language } = useWords();
  const { zone } = useUi();
  const now = useNow(30_000);
  const facts = phoneFacts(props.phone);
  const theirs = facts.zone === null ? null : timeIn(facts.zone, now, language);
  return (
    <>
      {theirs !== null && <Fact icon={Clock} side={theirs === timeIn(zone || 'UTC', now, language) ? t('card.sameTime') : t('card.theirTime')}>{t('card.timeAt', { time: theirs })}</Fact>}
      <div className="kv"><Icon of={Phone} /><a className="link trunc" href={`tel:${props.phone}`}>{facts.shown}</a><span className="r">{t('card.phone')}</span></div>
    </>
  );
}

/** The client in one network, towards one account of ours. */
function ProfileLine(props: { profile: ProfileBody }): ReactNode {
  const { t } = useWords();
  const lookup = useLookup();
  const { profile } = props;
  const link = profile.link ? safeLink(profile.link) : null;
  const name = profile.handle || profile.name || profile.externalId;
  return (
    <div className="kv">
      <ChannelGlyph channel={profile.channel} />
      {link ? <a className="link trunc" href={link.href} target="_blank" rel="noreferrer noopener" title={t('card.profile')}><SafeText text={name} /></a> : <span className="trunc"><SafeText text={name} /></span>}
      <AccountBadge account={lookup.account(profile.accountId)} />
    </div>
  );
}

/** `--MM-DD` where no year was told. */
function birthday(value: string, format: ReturnType<typeof useWords>['format'], now: number): string {
  const year = value.startsWith('--') ? new Date(now).getFullYear() : Number(value.slice(0, 4));
  const [month, day] = value.slice(-5).split('-').map(Number) as [number, number];
  const at = Date.UTC(year, month - 1, day, 12);
  return format.date(at, value.startsWith('--') ? at : now);
}
