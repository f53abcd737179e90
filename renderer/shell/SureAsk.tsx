/** Asks for the password again when the server wants it: over whatever is open, for all that wait for it. */
import type { ReactNode } from 'react';
import { useSureness } from '#renderer/data/sureness.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useCall } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { SureDialog } from '#renderer/ui/SureDialog.tsx';

export function SureAsk(): ReactNode {
  const asked = useSureness((state) => state.waiting.length > 0);
  const settle = useSureness((state) => state.settle);
  const { me } = useTeam();
  const { t, refusal } = useWords();
  const call = useCall();
  if (!asked) return null;
  const confirm = async (password: string | null): Promise<string> => {
    const answer = await call('password.confirm', { password: password ?? '' });
    if (!answer.ok) return refusal(answer.code, answer.data);
    settle(true);
    return '';
  };
  return (
    <SureDialog title={t('sure.title')} act={t('sure.act')} look="primary" login={me?.login ?? ''} hasPassword run={confirm} close={() => settle(false)}>
      <p className="t2">{t('sure.text')}</p>
    </SureDialog>
  );
}
