/** The stage of a deal in a word, with its colour as a dot where there is room for it. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { StageBody } from '#shared/model/preset.ts';

/** `look` 'word' for list rows, 'chip' elsewhere. */
export const StageChip = memo(function StageChip(props: { stage: Pick<StageBody, 'label' | 'colour'> | null; look?: 'word' | 'chip' }): ReactNode {
  const { label } = useWords();
  if (!props.stage) return null;
  if (props.look === 'chip') return <span className="chip lg"><span className={`stagedot sd-${props.stage.colour}`} />{label(props.stage.label)}</span>;
  return <span className="stage">{label(props.stage.label)}</span>;
});
