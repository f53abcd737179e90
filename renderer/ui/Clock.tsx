/** How long a client has waited for an answer: ring, triangle or octagon, with words, ticking; stands still outside working hours. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { Moon, OctagonAlert } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { waitedFor } from '#renderer/ui/waited.ts';

export interface ClockProps {
  /** UTC ms since when an answer is owed; null draws nothing. */
  owedSince: number | null;
  /** Level as the server's alarms set it; the drawn one is never lower. */
  level: 0 | 1 | 2 | 3;
  /** Put aside until then: shows when it wakes instead. */
  snoozedUntil?: number | null;
  size?: 'md' | 'lg';
}

export const Clock = memo(function Clock(props: ClockProps): ReactNode {
  const { snoozedUntil = null } = props;
  if (snoozedUntil !== null) return <Paused until={snoozedUntil} />;
  return props.owedSince === null ? null : <Running owedSince={props.owedSince} level={props.level} size={props.size ?? 'md'} />;
});

function Running(props: { owedSince: number; level: 0 | 1 | 2 | 3; size: 'md' | 'lg' }): ReactNode {
  const { clock, hours, zone } = useUi();
  const { t, format } = useWords();
  const now = useNow(1000);
  const waited = waitedFor(props.owedSince, now, hours, zone);
  const limits = clock ?? { warningMs: 180_000, alarmMs: 300_000, escalationMs: 300_000 };
  const ticked = waited >= limits.alarmMs ? 2 : waited >= limits.warningMs ? 1 : 0;
  const level = Math.max(ticked, Math.min(props.level, 2));
  const text = format.wait(waited);
  const size = props.size === 'lg' ? ' lg' : '';
  if (level === 2) {
    return <span className={`clock alarm${size}`} role="img" aria-label={t('clock.alarmLabel', { wait: text })}><Icon of={OctagonAlert} />{t('clock.alarm', { wait: text })}</span>;
  }
  if (level === 1) {
    return <span className={`clock warning${size}`} role="img" aria-label={t('clock.warningLabel', { wait: text })}><WarningShape />{t('clock.warning', { wait: text })}</span>;
  }
  const filled = Math.min(100, Math.round((waited / limits.warningMs) * 100));
  return (
    <span className={`clock${size}`} role="img" aria-label={t('clock.calmLabel', { wait: text })}>
      <svg className="ring" viewBox="0 0 14 14" aria-hidden><circle cx="7" cy="7" r="6" /><circle cx="7" cy="7" r="6" pathLength="100" strokeDasharray={`${filled} 100`} /></svg>
      {text}
    </span>
  );
}

function Paused(props: { until: number }): ReactNode {
  const { t, format } = useWords();
  const now = useNow(60_000);
  const text = format.sameDay(props.until, now) ? format.time(props.until) : format.dateTime(props.until);
  return <span className="clock paused" role="img" aria-label={t('clock.pausedLabel', { until: text })}><Icon of={Moon} />{text}</span>;
}

function WarningShape(): ReactNode {
  return <svg className="i" viewBox="0 0 24 24" aria-hidden><path d="M12 3 2.5 20h19z" /><path d="M12 10v4" /><path d="M12 17h.01" /></svg>;
}
