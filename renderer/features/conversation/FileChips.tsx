/** The files that go with the text: name, what became of it, and the way to leave it out. */
import type { ReactNode } from 'react';
import { FileText, Hourglass, OctagonX, X } from 'lucide-react';
import { Size } from '#renderer/features/conversation/FileLine.tsx';
import type { FileChip } from '#renderer/features/conversation/use-outgoing-files.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';

const icons = { taking: Hourglass, ready: FileText, refused: OctagonX } as const;

export function FileChips(props: { chips: readonly FileChip[]; remove(key: number): void }): ReactNode {
  const { t } = useWords();
  if (props.chips.length === 0) return null;
  return (
    <ul className="cv-chips" aria-label={t('composer.files')}>
      {props.chips.map((chip) => (
        <li key={chip.key} className={chip.state === 'refused' ? 'is-failed' : ''}>
          <Icon of={icons[chip.state]} size="sm" />
          <span className="trunc"><SafeText text={chip.name} /></span>
          <span className="small t3">{chip.state === 'refused' ? t(chip.why) : chip.state === 'taking' ? t('composer.file.taking') : <Size bytes={chip.file?.sizeBytes ?? null} />}</span>
          <IconButton icon={X} size="xs" label={t('composer.file.remove')} onClick={() => props.remove(chip.key)} />
        </li>
      ))}
    </ul>
  );
}
