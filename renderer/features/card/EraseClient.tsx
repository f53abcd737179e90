/** Erases a client for good at the owner's word (S72): what goes and what stays is said before. */
import type { ReactNode } from 'react';
import { useOwnLogin } from '#renderer/data/use-own-login.ts';
import { useToasts } from '#renderer/data/toasts.ts';
import { useCall } from '#renderer/data/use-press.ts';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { SureDialog } from '#renderer/ui/SureDialog.tsx';
import type { ContactBody } from '#shared/model/bodies.ts';

export function EraseClient(props: { contact: Pick<ContactBody, 'id' | 'name'>; close(): void }): ReactNode {
  const { contact, close } = props;
  const { t, refusal } = useWords();
  const call = useCall();
  const own = useOwnLogin();
  const show = useToasts((state) => state.show);
  const closeConversation = useView((state) => state.closeConversation);
  const erase = async (password: string | null): Promise<string> => {
    const answer = await call('client.erase', { contactId: contact.id, password });
    if (!answer.ok) return refusal(answer.code, answer.data);
    show({ kind: 'info', text: t('erase.done') });
    closeConversation();
    close();
    return '';
  };
  return (
    <SureDialog title={t('erase.title')} act={t('erase.act')} login={own?.login ?? ''} hasPassword={own?.hasPassword ?? null} run={erase} close={close}>
      <p className="strong"><SafeText text={contact.name || t('payments.noName')} /></p>
      <p>{t('erase.goes')}</p>
      <p className="t2">{t('erase.stays')}</p>
      {own === null && <p className="t3" role="status">{t('erase.needsServer')}</p>}
    </SureDialog>
  );
}
