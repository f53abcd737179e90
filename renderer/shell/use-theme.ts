/** Light, dark, or as the system has it; one attribute on the root, so nothing is drawn anew. */
import { useEffect } from 'react';

export function useTheme(theme: 'light' | 'dark' | 'system'): void {
  useEffect(() => {
    const dark = window.matchMedia?.('(prefers-color-scheme: dark)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (dark?.matches ? 'dark' : 'light') : theme;
    };
    apply();
    if (theme !== 'system' || !dark) return undefined;
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}
