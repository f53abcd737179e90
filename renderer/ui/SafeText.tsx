/** Text that clients or networks wrote: isolated from the direction of ours, hidden marks made visible, links only where asked for. */
import { memo, useState } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { hasMarks, longestName, longestText, splitMarks, splitText } from '#renderer/ui/visible-text.ts';
import type { TextPart } from '#renderer/ui/visible-text.ts';

/** `kind` 'name': one line, cut at 300 characters. 'text': a message with line breaks and links; a very long one unfolds on press. */
export const SafeText = memo(function SafeText(props: { text: string; kind?: 'name' | 'text'; className?: string }): ReactNode {
  const { text, kind = 'name', className } = props;
  if (kind === 'text') return <LongText text={text} className={className} />;
  const cut = text.length > longestName ? `${text.slice(0, longestName)}…` : text;
  return <bdi className={className}>{hasMarks(cut) ? splitMarks(cut).map(drawn) : cut}</bdi>;
});

function LongText(props: { text: string; className?: string | undefined }): ReactNode {
  const { t } = useWords();
  const [whole, setWhole] = useState(false);
  const cut = !whole && props.text.length > longestText;
  const parts = splitText(cut ? props.text.slice(0, longestText) : props.text);
  return (
    <bdi className={`pre ${props.className ?? ''}`}>
      {parts.map(drawn)}
      {cut && <>… <button type="button" className="link" onClick={() => setWhole(true)}>{t('text.whole')}</button></>}
    </bdi>
  );
}

function drawn(part: TextPart, at: number): ReactNode {
  switch (part.kind) {
    case 'text': return part.text;
    case 'mark': return <span key={at} className="mark-char" title={`U+${part.code}`}>{part.code}</span>;
    case 'link': return (
      <a key={at} className="link" href={part.href} target="_blank" rel="noreferrer noopener">
        {part.text}
        {part.host && <span className="t3"> ({part.host})</span>}
      </a>
    );
  }
}
