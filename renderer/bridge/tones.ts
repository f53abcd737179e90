/** Three short tones drawn by the browser itself: no file to load, and each says something else without looking. */
export type Tone = 'message' | 'alarm' | 'escalation';

export interface Tones {
  play(tone: Tone): void;
}

interface Note {
  hz: number;
  /** Seconds from the start, and how long. */
  at: number;
  long: number;
  loud: number;
}

const tones: Readonly<Record<Tone, readonly Note[]>> = {
  message: [{ hz: 660, at: 0, long: 0.12, loud: 0.12 }, { hz: 880, at: 0.09, long: 0.16, loud: 0.1 }],
  alarm: [{ hz: 740, at: 0, long: 0.16, loud: 0.2 }, { hz: 740, at: 0.22, long: 0.16, loud: 0.2 }],
  escalation: [{ hz: 880, at: 0, long: 0.16, loud: 0.3 }, { hz: 660, at: 0.18, long: 0.16, loud: 0.3 }, { hz: 880, at: 0.36, long: 0.24, loud: 0.3 }],
};

export function createTones(page: Window & typeof globalThis): Tones {
  let context: AudioContext | null = null;
  return {
    play: (tone) => {
      // A browser keeps a page silent until the person has pressed something in it; a late sound would mislead.
      if (!('AudioContext' in page) || page.navigator.userActivation?.hasBeenActive === false) return;
      context ??= new page.AudioContext();
      if (context.state !== 'running') {
        void context.resume();
        return;
      }
      for (const note of tones[tone]) {
        const start = context.currentTime + note.at;
        const oscillator = context.createOscillator();
        const gain = context.createGain();
        oscillator.frequency.value = note.hz;
        gain.gain.setValueAtTime(0, start);
        gain.gain.linearRampToValueAtTime(note.loud, start + 0.01);
        gain.gain.exponentialRampToValueAtTime(0.001, start + note.long);
        oscillator.connect(gain).connect(context.destination);
        oscillator.start(start);
        oscillator.stop(start + note.long);
      }
    },
  };
}
