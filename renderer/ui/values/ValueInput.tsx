/** The right control for a field's type: text, number, amount, date, list, yes or no, person. It holds text; `parseInput` makes the value. */
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Select, TextField } from '#renderer/ui/Field.tsx';
import type { FieldBody, ListBody } from '#shared/model/preset.ts';

export interface ValueInputProps {
  field: Pick<FieldBody, 'type' | 'label' | 'maxLength' | 'list'>;
  /** Of the field, when its type is `list`. */
  list: ListBody | null;
  /** To choose from, when its type is `person`. */
  people?: readonly { id: string; name: string }[];
  text: string;
  change(text: string): void;
  /** Words instead of the field's label. */
  label?: string;
  hideLabel?: boolean;
  wrong?: string | undefined;
  small?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  onKeyDown?(event: KeyboardEvent<HTMLElement>): void;
  onBlur?(): void;
  ref?: Ref<HTMLInputElement>;
}

const inputs = { integer: 'numeric', decimal: 'decimal', money: 'decimal' } as const;

export function ValueInput({ ref, ...props }: ValueInputProps): ReactNode {
  const words = useWords();
  const { field, list, people = [], text, change, wrong } = props;
  const around = {
    label: props.label ?? words.label(field.label), hideLabel: props.hideLabel ?? false, wrong, small: props.small ?? false,
    // The person has just asked for this field: it is where they will type.
    autoFocus: props.autoFocus ?? false,
    ...(props.onKeyDown ? { onKeyDown: props.onKeyDown } : {}), ...(props.onBlur ? { onBlur: props.onBlur } : {}),
  };
  const choice = (options: { value: string; label: string }[]): ReactNode => (
    <Select {...around} value={text} onChange={(event) => change(event.target.value)} options={[{ value: '', label: props.placeholder ?? '—' }, ...options]} />
  );
  switch (field.type) {
    case 'list': return choice(list?.items.map((item) => ({ value: item.id, label: words.label(item.label) })) ?? []);
    case 'person': return choice(people.map((person) => ({ value: person.id, label: person.name })));
    case 'bool': return choice([{ value: 'yes', label: words.t('common.yes') }, { value: 'no', label: words.t('common.no') }]);
    default: {
      const type = field.type === 'date' ? 'date' : field.type === 'dateTime' ? 'datetime-local' : 'text';
      const mode = field.type in inputs ? inputs[field.type as keyof typeof inputs] : undefined;
      return (
        <TextField
          {...around} type={type} value={text} onChange={(event) => change(event.target.value)} placeholder={props.placeholder}
          {...(mode ? { inputMode: mode } : {})} {...(field.maxLength ? { maxLength: field.maxLength } : {})} {...(ref ? { ref } : {})}
        />
      );
    }
  }
}
