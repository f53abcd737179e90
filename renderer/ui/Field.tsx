/** What one types or chooses into: a label above, one frame, one line about what is wrong below. */
import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode, Ref, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { CircleX } from 'lucide';
import { Icon } from '#renderer/ui/Icon.tsx';

interface Around {
  label: string;
  /** The label is said to screen readers only. */
  hideLabel?: boolean;
  hint?: string | undefined;
  /** What is wrong, in words; '' or absent = nothing. */
  wrong?: string | undefined;
  small?: boolean;
}

export function Field(props: Around & { id: string; area?: boolean; children: ReactNode }): ReactNode {
  const frame = `field ${props.small ? 'sm' : ''} ${props.area ? 'area' : ''} ${props.wrong ? 'invalid' : ''}`;
  return (
    <div className="labelled">
      <label className={props.hideLabel ? 'vh' : 'lbl'} htmlFor={props.id}>{props.label}</label>
      <span className={frame}>{props.children}</span>
      {props.wrong ? <span className="wrong" id={`${props.id}-wrong`} role="alert"><Icon of={CircleX} size="sm" />{props.wrong}</span>
        : props.hint && <span className="hint" id={`${props.id}-wrong`}>{props.hint}</span>}
    </div>
  );
}

export function TextField(props: Around & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }): ReactNode {
  const { label, hideLabel, hint, wrong, small, ...input } = props;
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} wrong={wrong} {...(hideLabel ? { hideLabel } : {})} {...(small ? { small } : {})}>
      <input id={id} type="text" autoComplete="off" spellCheck={false} aria-invalid={wrong ? true : undefined} aria-describedby={wrong || hint ? `${id}-wrong` : undefined} {...input} />
    </Field>
  );
}

export function TextArea(props: Around & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }): ReactNode {
  const { label, hideLabel, hint, wrong, small, ...input } = props;
  const id = useId();
  return (
    <Field id={id} area label={label} hint={hint} wrong={wrong} {...(hideLabel ? { hideLabel } : {})} {...(small ? { small } : {})}>
      <textarea id={id} rows={3} aria-invalid={wrong ? true : undefined} aria-describedby={wrong || hint ? `${id}-wrong` : undefined} {...input} />
    </Field>
  );
}

/** The system's own list: works by keys, by screen readers and on a phone without a line of ours. */
export function Select(props: Around & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'children'> & { options: readonly { value: string; label: string }[] }): ReactNode {
  const { label, hideLabel, hint, wrong, small, options, ...select } = props;
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} wrong={wrong} {...(hideLabel ? { hideLabel } : {})} {...(small ? { small } : {})}>
      <select id={id} {...select}>{options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}</select>
    </Field>
  );
}

export function Switch(props: { label: string; on: boolean; change(on: boolean): void; disabled?: boolean }): ReactNode {
  return (
    <button type="button" role="switch" className="switch" aria-checked={props.on} disabled={props.disabled} onClick={() => props.change(!props.on)}>
      <span className="grow">{props.label}</span>
      <span className="knob" />
    </button>
  );
}

/** One of a few, all visible. */
export function Segments<Value extends string>(props: { label: string; value: Value; options: readonly { value: Value; label: string; icon?: ReactNode }[]; change(value: Value): void }): ReactNode {
  return (
    <div className="seg" role="group" aria-label={props.label}>
      {props.options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === props.value} onClick={() => props.change(option.value)}>{option.icon}{option.label}</button>
      ))}
    </div>
  );
}
