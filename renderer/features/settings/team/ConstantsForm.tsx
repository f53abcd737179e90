/** Values that texts may use: the card to pay to, its holder, whatever the team needs. */
import type { ReactNode } from 'react';
import { Plus, X } from 'lucide';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import type { TeamBody } from '#shared/model/preset.ts';

const namePattern = /^[a-z][a-zA-Z0-9.-]{0,39}$/;

export function ConstantsForm(props: { team: TeamBody }): ReactNode {
  const { team } = props;
  const { t, has } = useWords();
  const save = useSave();
  const [rows, setRows, edited] = useDraft<[string, string][]>(Object.entries(team.constants));
  const names = rows.map(([name]) => name.trim());
  const wrongName = (at: number): boolean => !namePattern.test(names[at]!) || names.indexOf(names[at]!) !== at;
  const bad = rows.some((_, at) => wrongName(at));
  const change = (at: number, row: [string, string]): void => setRows(rows.map((one, index) => (index === at ? row : one)));
  const known = (name: string): boolean => name in team.constants;
  return (
    <form
      className="settings-part"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) void save('team.update', { set: { constants: Object.fromEntries(rows.map(([name, value]) => [name.trim(), value.trim()])) } }, t('team.constants'));
      }}
    >
      <h3 className="settings-h">{t('team.constants')}</h3>
      <p className="small t3">{t('team.constantsText')}</p>
      {rows.map(([name, value], at) => (
        <div key={at} className="settings-constant">
          {known(name) ? <span className="t2" aria-hidden>{has(`team.constant.${name}`) ? t(`team.constant.${name}`) : `{${name}}`} <span className="small t3">{`{${name}}`}</span></span>
            : <TextField small hideLabel label={t('team.constantName')} placeholder="pay.iban" value={name} maxLength={40} wrong={name !== '' && wrongName(at) ? t('team.constantWrong') : undefined} onChange={(event) => change(at, [event.target.value, value])} />}
          <TextField small hideLabel label={t('team.constantValue', { name })} value={value} maxLength={400} onChange={(event) => change(at, [name, event.target.value])} />
          <IconButton icon={X} size="xs" label={t('common.remove')} onClick={() => setRows(rows.filter((_, index) => index !== at))} />
        </div>
      ))}
      <div className="settings-actions">
        <Button size="sm" icon={Plus} onClick={() => setRows([...rows, ['', '']])}>{t('team.addConstant')}</Button>
        <span className="grow" />
        <Button type="submit" look="primary" disabled={bad || !edited}>{t('common.save')}</Button>
      </div>
    </form>
  );
}
