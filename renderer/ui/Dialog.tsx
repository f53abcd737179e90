/** A question that must be answered before going on: keeps the focus inside, Esc leaves, the focus returns where it was. */
import { useState } from 'react';
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
  /** Stands over another dialog and dims it. */
  over?: boolean;
  /** 'bare': the children draw everything (palette); the title is said to screen readers only. */
  look?: 'framed' | 'bare';
  footer?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const { t } = useWords();
  const { open, close, title, wide = false, over = false, look = 'framed', footer } = props;
  const opener = useOpener(open);
  // Opened from nowhere (by a key, or by itself) it leaves the focus nowhere: some field that had it long ago would take the next keys as its text.
  const finalFocus = (): HTMLElement | false => (opener !== null && opener !== document.body && opener.isConnected ? opener : false);
  return (
    <Base.Root open={open} onOpenChange={(next) => { if (!next) close(); }}>
      <Base.Portal>
        <Base.Backdrop className={over ? 'scrim over' : 'scrim'} forceRender={over} />
        <Base.Popup finalFocus={finalFocus} className={look === 'bare' ? 'dialog bare palette' : `dialog ${wide ? 'wide' : ''} ${over ? 'over' : ''}`}>
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

/** What had the focus when the dialog was opened: looked at before anything inside it takes it. */
function useOpener(open: boolean): HTMLElement | null {
  const [held, setHeld] = useState<{ open: boolean; opener: HTMLElement | null }>({ open: false, opener: null });
  if (held.open !== open) setHeld({ open, opener: open ? (document.activeElement as HTMLElement | null) : held.opener });
  return held.opener;
}
