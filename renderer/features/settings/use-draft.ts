/** A value as it is being edited: begins as what is stored, and begins anew when that has changed. */
import { useState } from 'react';

/** `stored` is JSON-safe. The third part is true once the draft differs from it. */
export function useDraft<Value>(stored: Value): [Value, (value: Value) => void, boolean] {
  const key = JSON.stringify(stored);
  const [held, setHeld] = useState({ key, value: stored });
  const value = held.key === key ? held.value : stored;
  return [value, (next) => setHeld({ key, value: next }), JSON.stringify(value) !== key];
}
