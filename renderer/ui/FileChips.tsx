/** The files that go with a text: name, what became of it, and the way to leave it out where it can be left out. */
import type { ReactNode } from 'react';
import { FileText, Hourglass, OctagonX, X } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { FileSize } from '#renderer/ui/FileSize.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';

export interface FileChip {
  key: number;
  name: string;
  state: 'taking' | 'ready' | 'refused';
  /** Key of the words why it was refused. */
  why: string;
  file: OutgoingFile | null;
}

const icons = { taking: Hourglass, ready: FileText, refused: OctagonX } as const;

export function FileChips(props: { chips: readonly FileChip[]; remove?(key: number): void }): ReactNode {
  const { t } = useWords();
  const { mediaUrl } = useUi();
  const { chips, remove } = props;
  if (chips.length === 0) return null;
  return (
    <ul className="filechips" aria-label={t('composer.files')}>
      {chips.map((chip) => (
        <li key={chip.key} className={chip.state === 'refused' ? 'is-failed' : ''}>
          {chip.file?.kind === 'photo' ? <img width={20} height={20} src={mediaUrl(chip.file.hash)} alt="" /> : <Icon of={icons[chip.state]} size="sm" />}
          <span className="trunc"><SafeText text={chip.name} /></span>
          <span className="small t3">{chip.state === 'refused' ? t(chip.why) : chip.state === 'taking' ? t('composer.file.taking') : <FileSize bytes={chip.file?.sizeBytes ?? null} />}</span>
          {remove && <IconButton icon={X} size="xs" label={`${t('composer.file.remove')}: ${chip.name}`} onClick={() => remove(chip.key)} />}
        </li>
      ))}
    </ul>
  );
}

/** Files that stand fast, to be looked at. */
export function FileNames(props: { files: readonly OutgoingFile[] }): ReactNode {
  return <FileChips chips={props.files.map((file, key) => ({ key, name: file.fileName, state: 'ready', why: '', file }))} />;
}
