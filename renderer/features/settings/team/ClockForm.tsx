/** When an owed answer becomes a warning, an alarm, the head's business: minutes and seconds. */
import type { ReactNode } from 'react';
import { formatMinutes, parseMinutes } from '#renderer/features/settings/team/minutes.ts';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import type { ClockBody } from '#shared/model/preset.ts';

const limits = ['warningMs', 'alarmMs', 'escalationMs'] as const;

export function ClockForm(props: { clock: ClockBody }): ReactNode {
  const { clock } = props;
  const { t } = useWords();
  const save = useSave();
  const given = { warningMs: formatMinutes(clock.warningMs), alarmMs: formatMinutes(clock.alarmMs), escalationMs: formatMinutes(clock.escalationMs) };
  const [draft, setDraft, edited] = useDraft(given);
  const parsed = { warningMs: parseMinutes(draft.warningMs), alarmMs: parseMinutes(draft.alarmMs), escalationMs: parseMinutes(draft.escalationMs) };
  const ordered = (parsed.warningMs ?? 0) <= (parsed.alarmMs ?? 0) && (parsed.alarmMs ?? 0) <= (parsed.escalationMs ?? 0);
  const bad = limits.some((limit) => parsed[limit] === null) || !ordered;
  return (
    <form
      className="settings-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) void save('dictionary.save', { kind: 'clock', body: { ...clock, ...parsed } }, t('team.clock'));
      }}
    >
      <h3 className="settings-h">{t('team.clock')}</h3>
      <p className="small t3">{t('team.clockText')}</p>
      <div className="settings-pair">
        {limits.map((limit) => (
          <TextField key={limit} label={t(`team.clock.${limit}`)} inputMode="numeric" value={draft[limit]} wrong={parsed[limit] === null ? t('team.clockWrong') : undefined} onChange={(event) => setDraft({ ...draft, [limit]: event.target.value })} />
        ))}
      </div>
      {!ordered && <p className="settings-refused" role="alert">{t('team.clockOrder')}</p>}
      <div className="settings-actions"><Button type="submit" look="primary" disabled={bad || !edited}>{t('common.save')}</Button></div>
    </form>
  );
}
