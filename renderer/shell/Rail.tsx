/** The sections with what is owed in each; on a phone the same list stands at the foot, what does not fit behind "More". */
import type { ReactNode } from 'react';
import { Ellipsis } from 'lucide';
import type { SectionPlace } from '#renderer/data/feature.ts';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import type { Section } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Menu } from '#renderer/ui/Menu.tsx';
import { capped } from '#renderer/ui/Unread.tsx';
import { inboxCounts } from '#shared/queries/registry.ts';

interface RailProps { places: readonly SectionPlace[]; current: Section }
interface Owed { n: number; alarm: boolean }

export function Rail({ places, current }: RailProps): ReactNode {
  const { t } = useWords();
  const owedIn = useOwed();
  const shown = places.filter((place) => place.order !== null);
  const draw = (place: SectionPlace): ReactNode => <SectionButton key={place.section} place={place} current={current} owed={owedIn(place)} />;
  return (
    <nav className="rail" aria-label={t('rail.label')}>
      {shown.filter((place) => !place.foot).map(draw)}
      <span className="push" />
      {shown.filter((place) => place.foot).map(draw)}
    </nav>
  );
}

/** More of them would leave no finger a place of its own. */
const tabsAtMost = 5;

export function TabBar({ places, current }: RailProps): ReactNode {
  const { t } = useWords();
  const owedIn = useOwed();
  const go = useView((state) => state.go);
  const shown = places.filter((place) => place.order !== null).sort((a, b) => Number(a.foot ?? false) - Number(b.foot ?? false));
  const first = shown.length <= tabsAtMost ? shown : shown.slice(0, tabsAtMost - 1);
  // What keys and the palette reach elsewhere has no other way in on a phone.
  const rest = first.length === shown.length ? [] : [...shown.slice(first.length), ...places.filter((place) => place.order === null)];
  const owed = rest.map(owedIn).reduce((sum, one) => ({ n: sum.n + one.n, alarm: sum.alarm || one.alarm }), { n: 0, alarm: false });
  return (
    <nav className="tabbar" aria-label={t('rail.label')}>
      {first.map((place) => <SectionButton key={place.section} place={place} current={current} owed={owedIn(place)} />)}
      {rest.length > 0 && (
        <Menu
          side="top" align="end"
          trigger={<button type="button" aria-current={rest.some((place) => place.section === current) ? 'page' : undefined}><Icon of={Ellipsis} size="lg" />{t('common.more')}<OwedBadge owed={owed} /></button>}
          entries={rest.map((place) => ({ label: t(place.labelKey), icon: place.icon, hint: owedIn(place).n > 0 ? capped(owedIn(place).n) : null, run: () => go(place.section) }))}
        />
      )}
    </nav>
  );
}

function SectionButton(props: { place: SectionPlace; current: Section; owed: Owed }): ReactNode {
  const { place, current, owed } = props;
  const { t } = useWords();
  const go = useView((state) => state.go);
  return (
    <button type="button" aria-current={place.section === current ? 'page' : undefined} onClick={() => go(place.section)}>
      <Icon of={place.icon} size="lg" />
      {t(place.labelKey)}
      <OwedBadge owed={owed} />
    </button>
  );
}

function OwedBadge({ owed }: { owed: Owed }): ReactNode {
  return owed.n > 0 ? <span className={`owed ${owed.alarm ? 'alarm' : ''}`}>{capped(owed.n)}</span> : null;
}

function useOwed(): (place: SectionPlace) => Owed {
  const counts = useQuery(inboxCounts, {}).value;
  return (place) => (counts && place.count ? place.count(counts) : { n: 0, alarm: false });
}
