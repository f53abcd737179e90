/** How operators recognise an account: name, two letters, colour, group; with the row as it will look. */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { accountColours } from '#renderer/features/settings/accounts/account-colours.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Select, TextField } from '#renderer/ui/Field.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import type { AccountBody } from '#shared/model/bodies.ts';
import type { ChannelName } from '#shared/model/channel.ts';

export type AccountLook = Pick<AccountBody, 'name' | 'code' | 'colour' | 'group'>;

export function lookOf(account: AccountLook): AccountLook {
  return { name: account.name, code: account.code, colour: account.colour, group: account.group };
}

/** The field that is wrong, or null. */
export function lookProblem(look: AccountLook): 'name' | 'code' | null {
  if (look.name.trim() === '' || look.name.length > 80) return 'name';
  return look.code.trim() === '' || look.code.trim().length > 2 ? 'code' : null;
}

export function LookFields(props: { look: AccountLook; change(look: AccountLook): void; channel: ChannelName; accountId: string | null; checked: boolean }): ReactNode {
  const { look, change, channel, accountId, checked } = props;
  const { t, label } = useWords();
  const { accounts, team } = useTeam();
  const taken = useMemo(() => new Map(accounts.filter((account) => account.id !== accountId && account.active).map((account) => [account.colour, account.name])), [accounts, accountId]);
  const problem = checked ? lookProblem(look) : null;
  return (
    <div className="settings-fields">
      <TextField label={t('accounts.name')} value={look.name} maxLength={80} wrong={problem === 'name' ? t('accounts.nameWrong') : undefined} onChange={(event) => change({ ...look, name: event.target.value })} />
      <div className="settings-pair">
        <TextField label={t('accounts.code')} hint={t('accounts.codeHint')} value={look.code} maxLength={2} wrong={problem === 'code' ? t('accounts.codeWrong') : undefined} onChange={(event) => change({ ...look, code: event.target.value.toLocaleUpperCase() })} />
        {team && team.groups.length > 0 && (
          <Select label={t('accounts.group')} value={look.group} onChange={(event) => change({ ...look, group: event.target.value })} options={[{ value: '', label: t('accounts.noGroup') }, ...team.groups.map((group) => ({ value: group.id, label: label(group.label) }))]} />
        )}
      </div>
      <fieldset className="settings-colours">
        <legend className="lbl">{t('accounts.colour')}</legend>
        <div className="settings-swatches">
          {accountColours.map((colour) => (
            <label key={colour} className={`settings-swatch a${colour} ${colour === look.colour ? 'on' : ''}`} title={taken.get(colour) ? t('accounts.colourTaken', { name: taken.get(colour) }) : t('accounts.colourFree')}>
              <input type="radio" name="colour" className="vh" checked={colour === look.colour} aria-label={t('accounts.colourNumber', { number: colour })} onChange={() => change({ ...look, colour })} />
            </label>
          ))}
        </div>
        <span className="small t3">{taken.get(look.colour) ? t('accounts.colourTaken', { name: taken.get(look.colour) }) : t('accounts.colourFree')}</span>
      </fieldset>
      <div className="settings-preview" aria-label={t('accounts.preview')} role="img">
        <div className={`lrow a${look.colour} new`}>
          <Avatar name={t('accounts.previewName')} account={{ colour: look.colour, channel }} />
          <div className="l">
            <div className="l1"><span className="name">{t('accounts.previewName')}</span><span className="code"><SafeText text={look.code} /></span></div>
            <div className="l2"><span className="last">{t('accounts.previewText')}</span></div>
          </div>
        </div>
      </div>
    </div>
  );
}
