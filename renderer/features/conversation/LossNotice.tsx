/** Says why what was written did not go out and whose the conversation is now; the text stays at hand. */
import type { ReactNode } from 'react';
import { TriangleAlert, X } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useLosses } from '#renderer/features/conversation/losses.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';

export function LossNotice(props: { conversationId: string }): ReactNode {
  const { t, refusal } = useWords();
  const lookup = useLookup();
  const loss = useLosses((state) => state.byConversation[props.conversationId]);
  const forget = useLosses((state) => state.forget);
  if (!loss) return null;
  const name = lookup.seatPerson(loss.seatId);
  return (
    <div className="cv-loss" role="alert">
      <Icon of={TriangleAlert} />
      <div className="grow">
        <div>{loss.code === 'taken_by_other' && name !== '' ? t('loss.taken', { name }) : refusal(loss.code, { seatId: loss.seatId })}</div>
        {loss.text !== '' && <blockquote className="cv-lost"><SafeText text={loss.text} kind="text" /></blockquote>}
      </div>
      {loss.text !== '' && <Button size="xs" onClick={() => void navigator.clipboard.writeText(loss.text)}>{t('common.copy')}</Button>}
      <IconButton icon={X} size="xs" label={t('common.close')} onClick={() => forget(props.conversationId)} />
    </div>
  );
}
