/** The one window: top bar, rail, the chosen section beside the open conversation and its card, and what floats above. */
import { lazy, memo, Suspense, useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { MessageSquare } from 'lucide';
import type { Feature, SectionPlace } from '#renderer/data/feature.ts';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useCall } from '#renderer/data/use-press.ts';
import { useView } from '#renderer/data/view.ts';
import type { Section } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Attention } from '#renderer/shell/Attention.tsx';
import { Banners } from '#renderer/shell/Banners.tsx';
import { Boundary } from '#renderer/shell/Boundary.tsx';
import { Rail, TabBar } from '#renderer/shell/Rail.tsx';
import { ShellToasts } from '#renderer/shell/ShellToasts.tsx';
import { SureAsk } from '#renderer/shell/SureAsk.tsx';
import { TopBar } from '#renderer/shell/TopBar.tsx';
import { useIdleLock } from '#renderer/shell/use-idle-lock.ts';
import { useLinks } from '#renderer/shell/use-links.ts';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import type { Me } from '#shared/queries/rows.ts';
import type { HostInfo } from '#shared/port/port.ts';

// Opened by few presses a day: they need not be read at the start.
const Palette = lazy(async () => ({ default: (await import('#renderer/shell/Palette.tsx')).Palette }));
const ShortcutSheet = lazy(async () => ({ default: (await import('#renderer/shell/ShortcutSheet.tsx')).ShortcutSheet }));

const grids = { list: 'inbox-grid', wide: 'dock-grid', full: 'full-grid' } as const;

export function WorkWindow(props: { features: readonly Feature[]; host: HostInfo }): ReactNode {
  const { features, host } = props;
  const { t } = useWords();
  const section = useView((state) => state.section);
  const pane = useView((state) => state.pane);
  // Which one is open is asked below, by those who draw it: going from client to client draws nothing else anew.
  const anyOpen = useView((state) => state.conversationId !== null);
  const [floating, setFloating] = useState<'none' | 'palette' | 'sheet'>('none');
  const { settings } = useSettings();
  const close = (): void => setFloating('none');
  useLinks();
  useIdleLock(host);

  const openPalette = useCallback(() => setFloating('palette'), []);
  const openSheet = useCallback(() => setFloating('sheet'), []);
  const me = useTeam().me;
  const places = useMemo(() => placesOf(features, me), [features, me]);
  useWindowActions(places, setFloating);
  const place = places.find((each) => each.section === section) ?? places[0];
  const Conversation = features.find((feature) => feature.Conversation)?.Conversation;
  const Card = features.find((feature) => feature.Card)?.Card;
  const layout = place?.place ?? 'list';
  const cardShown = layout === 'list' && settings.cardOpen && anyOpen;
  const onPhoneCard = pane === 'card' && anyOpen;

  return (
    <div className="app" data-pane={pane}>
      <a className="btn sm skip" href="#conversation">{t('shell.skip')}</a>
      <StillTopBar host={host} openPalette={openPalette} openSheet={openSheet} />
      <Banners />
      <StillRail places={places} current={place?.section ?? 'inbox'} />
      <main className={`work ${grids[layout]} ${layout === 'list' && !cardShown ? 'card-closed' : ''}`}>
        {place && <section key={place.section} className="pane p-list" aria-label={t(place.labelKey)}><Boundary about={place.section}><place.Pane /></Boundary></section>}
        {layout !== 'full' && (
          <section key="conversation" id="conversation" className="pane conv p-chat" aria-label={t('shell.conversation')}>
            <OpenConversation of={Conversation} />
          </section>
        )}
        {(cardShown || onPhoneCard) && Card && <OpenCard of={Card} />}
      </main>
      <StillTabBar places={places} current={place?.section ?? 'inbox'} />
      <ShellToasts />
      <SureAsk />
      <Attention />
      {features.map(({ id, Ahead }) => Ahead && <Ahead key={id} />)}
      <Suspense>
        {floating === 'palette' && <Palette close={close} openSheet={() => setFloating('sheet')} />}
        {floating === 'sheet' && <ShortcutSheet close={close} />}
      </Suspense>
    </div>
  );
}

const StillTopBar = memo(TopBar);
const StillRail = memo(Rail);
const StillTabBar = memo(TabBar);

type OfConversation = ComponentType<{ conversationId: string }>;

function OpenConversation(props: { of: OfConversation | undefined }): ReactNode {
  const { of: Conversation } = props;
  const { t } = useWords();
  const conversationId = useView((state) => state.conversationId);
  if (!conversationId || !Conversation) return <EmptyState icon={MessageSquare} title={t('shell.pick')} text={t('shell.pickText')} />;
  return <Boundary about={conversationId}><Conversation conversationId={conversationId} /></Boundary>;
}

/** Drawn a frame after the conversation it belongs to; until then nothing in it can be pressed: it still shows another client. */
function OpenCard(props: { of: OfConversation }): ReactNode {
  const { of: Card } = props;
  const { t } = useWords();
  const openId = useView((state) => state.conversationId);
  const conversationId = useDeferredValue(openId);
  return (
    <aside className="pane p-card" aria-label={t('shell.card')} inert={conversationId !== openId} aria-busy={conversationId !== openId}>
      {conversationId && <Boundary about={conversationId}><Card conversationId={conversationId} /></Boundary>}
    </aside>
  );
}

/** Who only checks payments has no use for talks that can't be seen. */
function placesOf(features: readonly Feature[], me: Me | null): SectionPlace[] {
  const offered = (place: SectionPlace): boolean => (me?.sees !== 'claims' || place.forChecks === true) && (place.right === undefined || (me?.may.includes(place.right) ?? false));
  return features.flatMap((feature) => feature.sections ?? []).filter(offered).toSorted((a, b) => (a.order ?? 1000) - (b.order ?? 1000));
}

/** What keys do wherever one is; a feature that knows better registers later and wins. */
function useWindowActions(places: readonly SectionPlace[], setFloating: (what: 'palette' | 'sheet') => void): void {
  const { settings, change } = useSettings();
  const go = useView((state) => state.go);
  const setPane = useView((state) => state.setPane);
  const call = useCall();
  useAction('window.lock', () => void call('seat.lock', { why: 'key' }));
  useAction('palette.open', () => setFloating('palette'));
  useAction('sheet.open', () => setFloating('sheet'));
  const opens = (section: Section): { enabled: boolean } => ({ enabled: places.some((place) => place.section === section) });
  useAction('go.inbox', () => go('inbox'), opens('inbox'));
  useAction('go.chronicle', () => go('chronicle'), opens('chronicle'));
  useAction('go.funnels', () => go('funnels'), opens('funnels'));
  useAction('go.tasks', () => go('tasks'), opens('tasks'));
  useAction('go.contacts', () => go('contacts'), opens('contacts'));
  useAction('go.payments', () => go('payments'), opens('payments'));
  useAction('go.settings', () => go('settings'), opens('settings'));
  useAction('search.everywhere', () => go('search'), opens('search'));
  useAction('card.toggle', () => change({ cardOpen: !settings.cardOpen }), opens('inbox'));
  useAction('theme.toggle', () => change({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' }));
  useAction('list.back', () => {
    setPane('list');
    document.querySelector<HTMLElement>('.p-list .vlist')?.focus();
  });
}
