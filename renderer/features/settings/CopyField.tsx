/** A value to be carried elsewhere: readable whole, copied with one press. */
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Check, Copy } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';

export function CopyField(props: { label: string; value: string }): ReactNode {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const id = useId();
  const copy = async (): Promise<void> => {
    const field = document.getElementById(id) as HTMLInputElement | null;
    field?.select();
    try {
      await navigator.clipboard.writeText(props.value);
      setCopied(true);
    } catch {
      // Without leave to write the clipboard the text stands selected: Ctrl+C takes it.
      setCopied(false);
    }
  };
  return (
    <div className="labelled">
      <label className="lbl" htmlFor={id}>{props.label}</label>
      <span className="field settings-copy">
        <input id={id} type="text" readOnly value={props.value} onFocus={(event) => event.currentTarget.select()} />
        <IconButton icon={copied ? Check : Copy} size="xs" label={copied ? t('common.copied') : t('common.copy')} onClick={() => void copy()} />
      </span>
      <span className="vh" role="status">{copied ? t('common.copied') : ''}</span>
    </div>
  );
}
