/** The sections with what is owed in each; on a phone the same list stands at the foot. */
import type { ReactNode } from 'react';
import type { SectionPlace } from '#renderer/data/feature.ts';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import type { Section } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { capped } from '#renderer/ui/Unread.tsx';
import { inboxCounts } from '#shared/queries/registry.ts';

export function Rail(props: { places: readonly SectionPlace[]; current: Section; look: 'rail' | 'tabbar' }): ReactNode {
  const { places, current, look } = props;
  const { t } = useWords();
  const go = useView((state) => state.go);
  const counts = useQuery(inboxCounts, {}).value;
  const shown = places.filter((place) => place.order !== null);
  const draw = (place: SectionPlace): ReactNode => {
    const owed = counts && place.count ? place.count(counts) : null;
    return (
      <button key={place.section} type="button" aria-current={place.section === current ? 'page' : undefined} onClick={() => go(place.section)}>
        <Icon of={place.icon} size="lg" />
        {t(place.labelKey)}
        {owed !== null && owed.n > 0 && <span className={`owed ${owed.alarm ? 'alarm' : ''}`}>{capped(owed.n)}</span>}
      </button>
    );
  };
  return (
    <nav className={look} aria-label={t('rail.label')}>
      {shown.filter((place) => !place.foot).map(draw)}
      {look === 'rail' && <span className="push" />}
      {shown.filter((place) => place.foot).map(draw)}
    </nav>
  );
}
