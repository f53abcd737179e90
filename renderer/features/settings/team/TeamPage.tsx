/** What holds for the whole team: name, answer clock, working hours, undo time, public address, values for texts. */
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { ClockForm } from '#renderer/features/settings/team/ClockForm.tsx';
import { ConstantsForm } from '#renderer/features/settings/team/ConstantsForm.tsx';
import { HoursForm } from '#renderer/features/settings/team/HoursForm.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import type { TeamBody } from '#shared/model/preset.ts';

export function TeamPage(): ReactNode {
  const { t } = useWords();
  const { team, clock } = useTeam();
  return (
    <>
      <PageHead title={t('settings.page.team')} />
      <div className="scroll settings-body">
        {team && <GeneralForm team={team} />}
        {clock && <ClockForm clock={clock} />}
        {team && <HoursForm team={team} />}
        {team && <ConstantsForm team={team} />}
      </div>
    </>
  );
}

function GeneralForm(props: { team: TeamBody }): ReactNode {
  const { team } = props;
  const { t } = useWords();
  const save = useSave();
  const given = { name: team.name, publicUrl: team.publicUrl ?? '', undo: String(team.undoMs / 1000) };
  const [draft, setDraft, edited] = useDraft(given);
  const url = draft.publicUrl.trim().replace(/\/+$/, '');
  const undo = Number(draft.undo.replace(',', '.'));
  const wrong = {
    name: draft.name.trim() === '' ? t('team.nameWrong') : undefined,
    publicUrl: url !== '' && !isPublicAddress(url) ? t('team.publicUrlWrong') : undefined,
    undo: Number.isFinite(undo) && undo >= 0 && undo <= 15 ? undefined : t('team.undoWrong'),
  };
  const bad = Object.values(wrong).some(Boolean);
  return (
    <form
      className="settings-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) void save('team.update', { set: { name: draft.name.trim(), publicUrl: url === '' ? null : url, undoMs: Math.round(undo * 1000) } }, t('settings.page.team'));
      }}
    >
      <h3 className="settings-h">{t('team.general')}</h3>
      <TextField label={t('team.name')} value={draft.name} maxLength={80} wrong={wrong.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
      <TextField label={t('team.publicUrl')} hint={t('team.publicUrlHint')} type="url" placeholder="https://pult.example.com" value={draft.publicUrl} maxLength={400} wrong={wrong.publicUrl} onChange={(event) => setDraft({ ...draft, publicUrl: event.target.value })} />
      <TextField label={t('team.undo')} hint={t('team.undoHint')} inputMode="decimal" value={draft.undo} wrong={wrong.undo} onChange={(event) => setDraft({ ...draft, undo: event.target.value })} />
      <p className="small t3">{t('team.facts', { currency: team.currency, zone: team.zone })}</p>
      <div className="settings-actions"><Button type="submit" look="primary" disabled={bad || !edited}>{t('common.save')}</Button></div>
    </form>
  );
}

function isPublicAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.search === '' && url.hash === '';
}
