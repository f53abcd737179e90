/** A row of filters of which one is chosen: one tab stop, arrows move. */
import type { KeyboardEvent, ReactNode } from 'react';
import { capped } from '#renderer/ui/Unread.tsx';

export interface Tab<Value extends string> {
  value: Value;
  label: string;
  count?: number;
}

export function Tabs<Value extends string>(props: { label: string; tabs: readonly Tab<Value>[]; value: Value; change(value: Value): void; className?: string; children?: ReactNode }): ReactNode {
  const { tabs, value, change } = props;
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    change(next.value);
    event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')[tabs.indexOf(next)]?.focus();
  };
  return (
    <div className={`tabs ${props.className ?? ''}`} role="tablist" aria-label={props.label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button key={tab.value} type="button" role="tab" className="tab" aria-selected={tab.value === value} tabIndex={tab.value === value ? 0 : -1} onClick={() => change(tab.value)}>
          {tab.label}{tab.count !== undefined && <span className="n">{capped(tab.count)}</span>}
        </button>
      ))}
      {props.children}
    </div>
  );
}
