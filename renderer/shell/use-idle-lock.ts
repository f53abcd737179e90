/** Locks the window when nobody has touched a key or the pointer for as long as its person has chosen. */
import { useEffect } from 'react';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useCall, useClockNow } from '#renderer/data/use-press.ts';
import type { HostInfo } from '#shared/port/port.ts';

const lookMs = 10_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

export function useIdleLock(host: HostInfo): void {
  const { settings } = useSettings();
  const call = useCall();
  const now = useClockNow();
  const hasPin = host.seats?.people.some((one) => one.hasPin) ?? false;
  useEffect(() => {
    if (!hasPin || settings.lockAfter === 0) return undefined;
    let touched = now();
    const touch = (): void => {
      touched = now();
    };
    for (const sign of signs) window.addEventListener(sign, touch, { capture: true, passive: true });
    const timer = setInterval(() => {
      if (now() - touched >= settings.lockAfter * 60_000) void call('seat.lock', { why: 'idle' });
    }, lookMs);
    return () => {
      clearInterval(timer);
      for (const sign of signs) window.removeEventListener(sign, touch, { capture: true });
    };
  }, [hasPin, settings.lockAfter, call, now]);
}
