/** The files of a script: taken in as in the composer, shown by name, left out with a press; said where they would not go. */
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Paperclip } from 'lucide';
import type { OutgoingFiles } from '#renderer/data/use-outgoing-files.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { FileChips } from '#renderer/ui/FileChips.tsx';
import { mostFiles } from '#shared/model/outgoing-file.ts';

/** `withoutAddress`: names of accounts whose network fetches files from us and could not. */
export function ScriptFiles(props: { files: OutgoingFiles; withoutAddress: readonly string[] }): ReactNode {
  const { t } = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const { files, withoutAddress } = props;
  return (
    <section
      className="settings-files" aria-label={t('scripts.files')} onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        files.add(event.dataTransfer.files);
      }}
    >
      <div className="row-x">
        <span className="small t2 grow">{t('scripts.files')}</span>
        <Button size="sm" icon={Paperclip} disabled={files.chips.length >= mostFiles} onClick={() => picker.current?.click()}>{t('scripts.addFile')}</Button>
        <input ref={picker} className="vh" type="file" multiple tabIndex={-1} aria-hidden onChange={(event) => { files.add(event.target.files ?? []); event.target.value = ''; }} />
      </div>
      <FileChips chips={files.chips} remove={files.remove} />
      {withoutAddress.length > 0 && <p className="settings-note small">{t('scripts.filesNeedAddress', { names: withoutAddress.join(', ') })}</p>}
    </section>
  );
}
