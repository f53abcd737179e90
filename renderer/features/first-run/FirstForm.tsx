/** The frame of a form of the first run: its question, what is asked, what went wrong, the way back and on. */
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';

/** Nothing has been sent, it is on its way, or it was refused in these words. */
export type Sending = 'no' | 'yes' | { wrong: string };

export function FirstForm(props: { step?: string; question: string; sending: Sending; submitLabel: string; busyLabel: string; submit(): Promise<void>; back(): void; children: ReactNode }): ReactNode {
  const { t } = useWords();
  const { sending, back } = props;
  useAction('list.back', back);
  return (
    <form
      className="first-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (sending !== 'yes') void props.submit();
      }}
    >
      {props.step && <p className="small t3">{props.step}</p>}
      <h1 className="first-question">{props.question}</h1>
      {props.children}
      {typeof sending === 'object' && <p className="first-wrong" role="alert">{sending.wrong}</p>}
      <div className="first-actions">
        <Button size="lg" onClick={back}>{t('common.back')}</Button>
        <Button size="lg" look="primary" type="submit" chord="Enter" disabled={sending === 'yes'}>{sending === 'yes' ? props.busyLabel : props.submitLabel}</Button>
      </div>
    </form>
  );
}
