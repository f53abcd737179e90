/** Whether I have a password, and for which login: asked of the server when somebody needs it. */
import { useEffect, useState } from 'react';
import { useCall } from '#renderer/data/use-press.ts';

/** null = not known yet, or the server can't be asked. */
export function useOwnLogin(): { login: string; hasPassword: boolean } | null {
  const call = useCall();
  const [own, setOwn] = useState<{ login: string; hasPassword: boolean } | null>(null);
  useEffect(() => {
    let live = true;
    void call('device.list', {}).then((answer) => {
      if (live && answer.ok) setOwn({ login: answer.value.login, hasPassword: answer.value.hasPassword });
    });
    return () => {
      live = false;
    };
  }, [call]);
  return own;
}
