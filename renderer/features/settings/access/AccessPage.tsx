/** How one gets in: one's password, the PIN of this console, and every device that is signed in, to be ended from afar. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useCall, useLink } from '#renderer/data/use-press.ts';
import { DeviceList } from '#renderer/features/settings/access/DeviceList.tsx';
import { PasswordForm } from '#renderer/features/settings/access/PasswordForm.tsx';
import { PinForm } from '#renderer/features/settings/access/PinForm.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { Calls } from '#shared/port/port.ts';

export function AccessPage(): ReactNode {
  const { t, refusal } = useWords();
  const { host } = useLink();
  const call = useCall();
  const [access, setAccess] = useState<Calls['device.list']['value'] | { wrong: string } | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let live = true;
    void call('device.list', {}).then((answer) => {
      if (live) setAccess(answer.ok ? answer.value : { wrong: refusal(answer.code, answer.data) });
    });
    return () => {
      live = false;
    };
  }, [call, refusal, asked]);
  const load = (): void => setAsked((count) => count + 1);
  return (
    <>
      <PageHead title={t('settings.page.access')} />
      <div className="scroll settings-body">
        {access !== null && 'wrong' in access && <p className="settings-refused" role="alert">{access.wrong}</p>}
        {access !== null && 'login' in access && <PasswordForm access={access} changed={load} />}
        {host?.seats && !host.demo && <PinForm seats={host.seats} />}
        {access !== null && 'login' in access && <DeviceList devices={access.devices} changed={load} />}
      </div>
    </>
  );
}
