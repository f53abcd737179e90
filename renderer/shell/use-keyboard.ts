/** One listener for all keys of the window: what is being typed stays typing, the rest goes to the key map. */
import { useEffect } from 'react';
import { chordOf } from '#renderer/ui/keys/chord.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';

export function useKeyboard(): void {
  const { keys } = useUi();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : document.body;
      // A dialog or a menu has keys of its own.
      if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
      const text = textOf(target);
      // A focused button is pressed by these two.
      if ((event.code === 'Enter' || event.code === 'NumpadEnter' || event.code === 'Space') && target.closest('button, a[href], summary')) return;
      // Words that were typed are taken back by the field itself.
      if (text !== null && text !== '' && keys.chordsOf('undo').includes(chordOf(event, keys.mac) ?? '')) return;
      if (keys.press(event, text !== null)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [keys]);
}

/** What stands in the field that has the focus; null outside of fields. */
function textOf(target: Element): string | null {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return target.value;
  if (target instanceof HTMLInputElement) return ['checkbox', 'radio', 'button', 'submit', 'file', 'range'].includes(target.type) ? null : target.value;
  return target instanceof HTMLElement && target.isContentEditable ? (target.textContent ?? '') : null;
}
