/** What a network gives for access: pasted here, sent straight to the server, kept nowhere in the window. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Eye, EyeOff } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { channelForms } from '#shared/model/channel-forms.ts';
import type { ChannelName } from '#shared/model/channel.ts';

type Values = Readonly<Record<string, string>>;

export function SecretFields(props: { channel: ChannelName; secrets: Values; endpoints: Values; changeSecrets(values: Values): void; changeEndpoints(values: Values): void }): ReactNode {
  const { channel, secrets, endpoints } = props;
  const { t } = useWords();
  const form = channelForms[channel];
  const [shown, setShown] = useState(false);
  return (
    <div className="settings-fields">
      {form.secrets.map((secret, at) => (
        <TextField
          key={secret.name} type={shown ? 'text' : 'password'} name={`${channel}-${secret.name}`} autoComplete="off" autoFocus={at === 0} required={secret.required}
          label={secret.required ? t(`account.${channel}.${secret.name}`) : t('accounts.optional', { field: t(`account.${channel}.${secret.name}`) })}
          hint={t(`account.${channel}.${secret.name}Hint`)}
          value={secrets[secret.name] ?? ''} maxLength={4096}
          onChange={(event) => props.changeSecrets({ ...secrets, [secret.name]: event.target.value })}
        />
      ))}
      <div><Button look="quiet" size="xs" icon={shown ? EyeOff : Eye} pressed={shown} onClick={() => setShown(!shown)}>{shown ? t('accounts.hideSecrets') : t('accounts.showSecrets')}</Button></div>
      <details className="settings-more" open={Object.values(endpoints).some(Boolean)}>
        <summary>{t('accounts.endpoints')}</summary>
        <p className="small t3">{t('accounts.endpointsWhy')}</p>
        {Object.entries(form.endpoints).map(([name, usual]) => (
          <TextField key={name} label={t(`account.${channel}.endpoint.${name}`)} type="url" placeholder={usual} value={endpoints[name] ?? ''} maxLength={400} onChange={(event) => props.changeEndpoints({ ...endpoints, [name]: event.target.value })} />
        ))}
      </details>
    </div>
  );
}
