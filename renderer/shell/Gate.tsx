/** What is shown while there is no console yet, or none that lets us in. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Logo } from '#renderer/ui/Logo.tsx';

/** Shorter than this nobody sees that we waited. */
const silentMs = 400;

export function Gate(props: { kind: 'opening' | 'refused'; code: string }): ReactNode {
  const { t, has } = useWords();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), silentMs);
    return () => clearTimeout(timer);
  }, []);
  if (props.kind === 'opening') return <main className="gate">{late && <div><span className="logo"><Logo /></span><p className="t2" role="status">{t('shell.loading')}</p></div>}</main>;
  const key = `auth.${props.code}`;
  return (
    <main className="gate">
      <div role="alert">
        <span className="logo"><Logo /></span>
        <h1 className="heading">{t('auth.title')}</h1>
        <p className="t2">{has(key) ? t(key) : t('auth.bad_token')}</p>
        <Button onClick={() => location.reload()}>{t('auth.again')}</Button>
      </div>
    </main>
  );
}
