/** A row of the list as the demo will show it: a picture, not data. */
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { initialsOf } from '#renderer/ui/initials.ts';

const samples = {
  1: { colour: 13, code: 'VM', wait: '4:10', level: 'warning', owner: 'me' },
  2: { colour: 1, code: 'ТМ', wait: '1:46', level: 'calm', owner: '' },
} as const;

export function SampleRow(props: { which: 1 | 2 }): ReactNode {
  const { which } = props;
  const { t } = useWords();
  const sample = samples[which];
  const name = t(`firstRun.sample.name${which}`);
  return (
    <li className={`lrow a${sample.colour}`}>
      <Avatar name={name} account={{ colour: sample.colour, channel: 'instagram' }} />
      <div className="l">
        <div className="l1">
          <span className="name">{name}</span><span className="code">{sample.code}</span><span className="sp" />
          {sample.level === 'warning'
            ? <span className="clock warning"><svg className="i" viewBox="0 0 24 24" aria-hidden><path d="M12 3 2.5 20h19z" /><path d="M12 10v4" /><path d="M12 17h.01" /></svg>{t('clock.warning', { wait: sample.wait })}</span>
            : <span className="clock"><svg className="ring" viewBox="0 0 14 14" aria-hidden><circle cx="7" cy="7" r="6" /><circle cx="7" cy="7" r="6" pathLength="100" strokeDasharray="59 100" /></svg>{sample.wait}</span>}
          <span className={`owner ${sample.owner}`}>{initialsOf(t(`firstRun.sample.owner${which}`))}</span>
        </div>
        <div className="l2"><span className="last">{t(`firstRun.sample.text${which}`)}</span><span className="stage">{t(`firstRun.sample.stage${which}`)}</span><span className="slot" /></div>
      </div>
    </li>
  );
}
