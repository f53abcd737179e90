/** Files of a message: pictures side by side, voice with its line, documents by name; what could not be had says why. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ImageOff } from 'lucide';
import { FileLine } from '#renderer/features/conversation/FileLine.tsx';
import { VoicePlayer } from '#renderer/features/conversation/VoicePlayer.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { Attachment } from '#shared/model/bodies.ts';

export function Attachments(props: { files: readonly Attachment[] }): ReactNode {
  const seen = props.files.filter((file) => isSeen(file));
  const rest = props.files.filter((file) => !isSeen(file));
  return (
    <>
      {seen.length > 0 && <div className={`cv-pics${seen.length > 1 ? ' many' : ''}`}>{seen.map((file, at) => <Picture key={file.hash ?? at} file={file} alone={seen.length === 1} />)}</div>}
      {rest.map((file, at) => (file.hash !== null && (file.kind === 'voice' || file.kind === 'audio') ? <VoicePlayer key={file.hash} file={file} /> : <FileLine key={file.hash ?? at} file={file} />))}
    </>
  );
}

function isSeen(file: Attachment): boolean {
  return file.hash !== null && (file.kind === 'photo' || file.kind === 'sticker' || file.kind === 'video') && file.contentType !== 'image/svg+xml';
}

/** Room is taken before the file is here: nothing jumps when it comes. */
function boxOf(file: Attachment, alone: boolean): { width: number; height: number } {
  if (!alone) return { width: 112, height: 112 };
  const { width, height } = file;
  if (!width || !height) return { width: 200, height: 150 };
  const scale = Math.min(1, 240 / width, 200 / height);
  return { width: Math.max(72, Math.round(width * scale)), height: Math.max(56, Math.round(height * scale)) };
}

function Picture(props: { file: Attachment; alone: boolean }): ReactNode {
  const { t } = useWords();
  const { mediaUrl } = useUi();
  const [broken, setBroken] = useState(false);
  const [open, setOpen] = useState(false);
  const { file } = props;
  const box = boxOf(file, props.alone);
  const url = mediaUrl(file.hash!);
  if (broken) return <span className="cv-nopic big" style={box}><Icon of={ImageOff} /><span className="small">{t('file.missing.gone')}</span></span>;
  if (file.kind === 'video') return <video className="pic" style={box} src={url} controls preload="metadata" aria-label={t('file.video')} />;
  return (
    <>
      <button type="button" className="pic cv-open" onClick={() => setOpen(true)} aria-label={t('file.open')}>
        <img style={box} src={url} alt={file.fileName ?? t('file.photo')} onError={() => setBroken(true)} />
      </button>
      {open && <Dialog open close={() => setOpen(false)} title={file.fileName ?? t('file.photo')} wide><img className="cv-large" src={url} alt={file.fileName ?? t('file.photo')} /></Dialog>}
    </>
  );
}
