/** Plays one of the program's tones on a person's own press, so that they know what they will hear. */
import { useCallback, useRef } from 'react';
import { createTones } from '#renderer/bridge/tones.ts';
import type { Tone } from '#renderer/bridge/tones.ts';

export function useTestTone(): (tone: Tone) => void {
  const tones = useRef<ReturnType<typeof createTones> | null>(null);
  return useCallback((tone) => {
    tones.current ??= createTones(window);
    tones.current.play(tone);
  }, []);
}
