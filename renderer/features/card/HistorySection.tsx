/** Who changed what and when, newest first; these lines cannot be edited or removed by anybody. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useValueWords } from '#renderer/features/card/FieldLine.tsx';
import { historyWords } from '#renderer/features/card/history-words.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { HistoryBody } from '#shared/model/bodies.ts';
import type { CardView } from '#shared/queries/rows.ts';

const few = 6;
/** Copied or derived along with what a line already says. */
const silent = new Set(['state', 'stageEnteredAt', 'funnelId']);

export function HistorySection(props: { card: CardView }): ReactNode {
  const { card } = props;
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const lines = recordLines(card.history);
  if (lines.length === 0) return null;
  return (
    <section className="sec" aria-label={t('card.history')}>
      <div className="sech">
        <span>{t('card.history')}</span>
        {lines.length > few && <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t('card.fewer') : t('card.more', { count: lines.length - few })}</button>}
      </div>
      {(all ? lines : lines.slice(0, few)).map((line) => <HistoryLine key={line.id} line={line} currency={card.deal?.currency ?? ''} />)}
    </section>
  );
}

/** Taking moves conversation and deal together: one press is one line. */
function recordLines(history: readonly HistoryBody[]): HistoryBody[] {
  const owners = new Set(history.filter((line) => line.field === 'seatId' && line.kind === 'conversation').map((line) => line.commandId));
  return history.filter((line) => !silent.has(line.field) && !isFirstName(line) && !(line.field === 'seatId' && line.kind === 'deal' && owners.has(line.commandId)));
}

/** What a network calls a client comes a moment after the first message: until then the number stood for the name. */
function isFirstName(line: HistoryBody): boolean {
  return line.commandName === 'profile.update' && line.field === 'name' && /^\d+$/.test(String(line.from));
}

function HistoryLine(props: { line: HistoryBody; currency: string }): ReactNode {
  const { line, currency } = props;
  const words = useWords();
  const lookup = useLookup();
  const { rules, team } = useTeam();
  const valueWords = useValueWords();
  const rule = rules.find((each) => each.id === line.robot);
  const who = line.personId === null ? (rule ? words.label(rule.label) : words.t('history.robot')) : (lookup.person(line.personId)?.name.split(' ')[0] ?? '');
  const said = historyWords(line, { words, lookup, valueWords, currency: currency || (team?.currency ?? 'EUR') });
  return (
    <div className="logline">
      <TimeText at={line.at} />
      <span>{who !== '' && <><SafeText text={who} />: </>}<SafeText text={said} />{line.note !== '' && <span className="t3"> · <SafeText text={line.note} /></span>}</span>
    </div>
  );
}
