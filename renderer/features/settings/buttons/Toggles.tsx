/** Several of a few: each is a press, all are in sight. */
import type { ReactNode } from 'react';
import { Button } from '#renderer/ui/Button.tsx';

/** `change` gets the chosen ids in the order in which they were chosen. */
export function Toggles(props: { label: string; options: readonly { id: string; label: string }[]; chosen: readonly string[]; change(chosen: string[]): void; least?: number }): ReactNode {
  const { chosen, options, least = 0 } = props;
  return (
    <div className="settings-toggles" role="group" aria-label={props.label}>
      {options.map((option) => {
        const on = chosen.includes(option.id);
        return (
          <Button
            key={option.id} size="xs" pressed={on} disabled={on && chosen.length <= least}
            onClick={() => props.change(on ? chosen.filter((id) => id !== option.id) : [...chosen, option.id])}
          >
            {option.label}
          </Button>
        );
      })}
    </div>
  );
}
