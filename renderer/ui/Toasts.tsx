/** What has just happened, at the foot of the window, with the one way back; read aloud politely. */
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { CircleCheck, CircleX, Info, X } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { UndoRing } from '#renderer/ui/UndoRing.tsx';

export interface ToastLook {
  id: number;
  kind: 'done' | 'failed' | 'info';
  text: string;
  undoCommandId: string | null;
  lastsMs: number;
}

const icons = { done: CircleCheck, failed: CircleX, info: Info } as const;

export function Toasts(props: { toasts: readonly ToastLook[]; hide(id: number): void; undo(commandId: string): void }): ReactNode {
  return (
    <div className="toasts" role="status" aria-live="polite">
      {props.toasts.map((toast) => <OneToast key={toast.id} toast={toast} hide={props.hide} undo={props.undo} />)}
    </div>
  );
}

function OneToast(props: { toast: ToastLook; hide(id: number): void; undo(commandId: string): void }): ReactNode {
  const { toast, hide, undo } = props;
  const { t } = useWords();
  useEffect(() => {
    const timer = setTimeout(() => hide(toast.id), toast.lastsMs);
    return () => clearTimeout(timer);
  }, [toast, hide]);
  return (
    <div className={`toast ${toast.kind}`}>
      <Icon of={icons[toast.kind]} />
      <span className="say">{toast.text}</span>
      {toast.undoCommandId !== null && (
        <Button look="quiet" size="sm" action="undo" onClick={() => undo(toast.undoCommandId!)}><UndoRing ms={toast.lastsMs} />{t('undo.offer')}</Button>
      )}
      {toast.kind !== 'done' && <IconButton icon={X} size="xs" label={t('common.close')} onClick={() => hide(toast.id)} />}
    </div>
  );
}
