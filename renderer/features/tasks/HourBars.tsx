/** How many tasks each hour of today still holds, so that nobody promises the same hour twice. */
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';

const tallest = 44;
const usual = { from: 8, to: 20 };

/** `counts`: 24 numbers, index = hour of the day. Hours outside the usual day show only when they hold something. */
export function HourBars(props: { counts: readonly number[]; hourNow: number }): ReactNode {
  const { counts, hourNow } = props;
  const { t } = useWords();
  const held = counts.flatMap((count, hour) => (count > 0 ? [hour] : []));
  const from = Math.min(usual.from, hourNow, ...held);
  const to = Math.max(usual.to, hourNow, ...held);
  const most = Math.max(4, ...counts);
  const full = Math.max(6, most * 0.9);
  return (
    <div className="planner" role="img" aria-label={t('tasks.planner', { hours: held.map((hour) => `${hour}:00 — ${counts[hour]}`).join(', ') || '0' })}>
      {Array.from({ length: to - from + 1 }, (_, at) => from + at).map((hour) => {
        const count = counts[hour] ?? 0;
        return (
          <div key={hour} className={`hour ${hour === hourNow ? 'now' : count >= full ? 'full' : count === 0 ? 'off' : ''}`}>
            <span className="n">{count || ''}</span>
            <span className="b" style={{ height: `${Math.max(2, (count / most) * tallest)}px` }} />
            <span>{hour}:00</span>
          </div>
        );
      })}
    </div>
  );
}
