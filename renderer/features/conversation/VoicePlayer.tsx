/** Plays a voice message: one button, a line that fills, the time left; only one plays at a time. */
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Pause, Play } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { Attachment } from '#shared/model/bodies.ts';

const bars = 40;

export function VoicePlayer(props: { file: Attachment }): ReactNode {
  const { file } = props;
  const { t, format } = useWords();
  const { mediaUrl } = useUi();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState((file.durationMs ?? 0) / 1000);
  const done = length > 0 ? Math.min(1, at / length) : 0;

  // Another one that starts stops this one: every player hears the page's own "play".
  useEffect(() => {
    const other = (event: Event): void => {
      if (event.target !== audio.current) audio.current?.pause();
    };
    document.addEventListener('play', other, true);
    return () => document.removeEventListener('play', other, true);
  }, []);

  const toggle = (): void => {
    if (playing) audio.current?.pause();
    else void audio.current?.play().catch(() => setPlaying(false));
  };
  return (
    <div className="voice">
      <button type="button" className="play" aria-label={playing ? t('file.pause') : t('file.listen')} onClick={toggle}><Icon of={playing ? Pause : Play} size="sm" className="i-solid" /></button>
      <svg className="wave" viewBox={`0 0 ${bars * 4} 24`} preserveAspectRatio="none" aria-hidden>
        {Array.from({ length: bars }, (_, bar) => {
          const height = heightOf(file.hash ?? '', bar);
          return <rect key={bar} className={bar / bars < done ? 'on' : ''} x={bar * 4} y={12 - height / 2} width={2} height={height} rx={1} />;
        })}
      </svg>
      <span className="small t2">{format.wait(Math.max(0, (playing || at > 0 ? length - at : length) * 1000))}</span>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a client's voice message has none */}
      <audio
        ref={audio} src={mediaUrl(file.hash!)} preload="metadata" onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)} onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => { if (Number.isFinite(event.currentTarget.duration)) setLength(event.currentTarget.duration); }}
      />
    </div>
  );
}

/** The same file draws the same line; it stands for a voice, it does not measure one. */
function heightOf(hash: string, bar: number): number {
  const digit = Number.parseInt(hash.charAt(bar % Math.max(1, hash.length)) || '8', 16);
  return 4 + (Number.isNaN(digit) ? 8 : digit) * 1.2;
}
