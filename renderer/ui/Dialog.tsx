/** A question that must be answered before going on: keeps the focus inside, Esc leaves, the focus returns where it was. */
import type { ReactNode } from 'react';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';

export function Dialog(props: {
  open: boolean;
  close(): void;
  title: string;
  wide?: boolean;
  /** 'bare': the children draw everything (palette); the title is said to screen readers only. */
  look?: 'framed' | 'bare';
  footer?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const { t } = useWords();
  const { open, close, title, wide = false, look = 'framed', footer } = props;
  return (
    <Base.Root open={open} onOpenChange={(next) => { if (!next) close(); }}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className={look === 'bare' ? 'dialog bare palette' : `dialog ${wide ? 'wide' : ''}`}>
          {look === 'bare' ? <Base.Title className="vh">{title}</Base.Title> : (
            <div className="dhead">
              <Base.Title className="title grow trunc">{title}</Base.Title>
              <IconButton icon={X} label={t('common.close')} onClick={close} />
            </div>
          )}
          {look === 'bare' ? props.children : <div className="dbody">{props.children}</div>}
          {footer && <div className="dfoot">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
