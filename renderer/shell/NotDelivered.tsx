/** Presses that the server refused while nobody looked: what, why, and the text, so that nothing written is lost. */
import type { ReactNode } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { NotDelivered as Row } from '#shared/queries/rows.ts';

export function NotDelivered(props: { rows: readonly Row[]; close(): void }): ReactNode {
  const { t, refusal } = useWords();
  const call = useCall();
  const openConversation = useView((state) => state.openConversation);
  const go = useView((state) => state.go);
  const dismiss = (rows: readonly Row[]): void => {
    for (const row of rows) void call('outbox.dismiss', { commandId: row.commandId });
    if (rows.length === props.rows.length) props.close();
  };
  return (
    <Dialog open close={props.close} title={t('notDelivered.title')} wide footer={<Button onClick={() => dismiss(props.rows)}>{t('notDelivered.dismissAll')}</Button>}>
      {props.rows.map((row) => (
        <section key={row.commandId} className="sec">
          <div className="row-x"><span className="medium grow trunc"><SafeText text={row.label} /></span><TimeText className="t3 small" at={row.at} /></div>
          <p className="is-failed">{refusal(row.code, row.data)}</p>
          {row.text && <p className="t2 selectable"><SafeText kind="text" text={row.text} /></p>}
          <div className="row-x">
            {row.conversationId && (
              <Button size="sm" onClick={() => {
                go('inbox');
                openConversation(row.conversationId!);
                props.close();
              }}>{t('notDelivered.open')}</Button>
            )}
            <Button size="sm" look="quiet" onClick={() => dismiss([row])}>{t('notDelivered.dismiss')}</Button>
          </div>
        </section>
      ))}
    </Dialog>
  );
}
