/** The whole funnel in one line: how many and how much in each stage; those in sight below are underlined, a press brings the others. */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { StageBody } from '#shared/model/preset.ts';

export function StageStrip(props: {
  stages: readonly StageBody[];
  totalOf(stageId: string): { count: number; sumMinor: number };
  seen: { has(stageId: string): boolean };
  show(stageId: string): void;
}): ReactNode {
  const { t, label, language } = useWords();
  const { team } = useTeam();
  const currency = team?.currency ?? 'UAH';
  const short = useMemo(() => {
    const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    const format = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 2 });
    return (minor: number): string => format.format(minor / 10 ** digits);
  }, [currency, language]);
  return (
    <nav className="funnel" aria-label={t('board.allStages')}>
      {props.stages.map((stage) => {
        const { count, sumMinor } = props.totalOf(stage.id);
        return (
          <button key={stage.id} type="button" className={props.seen.has(stage.id) ? 'inview' : ''} title={label(stage.label)} onClick={() => props.show(stage.id)}>
            <span className="trunc">{label(stage.label)}</span>
            <span className="trunc"><b>{count}</b>{sumMinor > 0 && ` · ${short(sumMinor)}`}</span>
          </button>
        );
      })}
    </nav>
  );
}
