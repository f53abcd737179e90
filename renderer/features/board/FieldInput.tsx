/** One line to type a field's value into, by its type. */
import type { ReactNode } from 'react';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Select, TextField } from '#renderer/ui/Field.tsx';
import type { FieldBody } from '#shared/model/preset.ts';

export function FieldInput(props: { field: FieldBody; text: string; change(text: string): void; wrong: boolean; autoFocus?: boolean }): ReactNode {
  const { field, text, change, wrong, autoFocus = false } = props;
  const { t, label } = useWords();
  const lookup = useLookup();
  const { people, team } = useTeam();
  const name = label(field.label);
  const around = { label: field.unit ? `${name}, ${label(field.unit)}` : name, wrong: wrong ? t('board.valueWrong') : undefined, autoFocus };
  const choose = (options: { value: string; label: string }[]): ReactNode => (
    <Select {...around} value={text} onChange={(event) => change(event.target.value)} options={[{ value: '', label: t('board.choose') }, ...options]} />
  );
  switch (field.type) {
    case 'list':
      return choose((lookup.list(field.list)?.items ?? []).map((item) => ({ value: item.id, label: label(item.label) })));
    case 'person':
      return choose(people.filter((person) => person.active).map((person) => ({ value: person.id, label: person.name })));
    case 'bool':
      return choose([{ value: 'true', label: t('common.yes') }, { value: 'false', label: t('common.no') }]);
    case 'date':
    case 'dateTime':
      return <TextField {...around} type={field.type === 'date' ? 'date' : 'datetime-local'} value={text} onChange={(event) => change(event.target.value)} />;
    case 'integer':
    case 'decimal':
      return <TextField {...around} inputMode="decimal" value={text} onChange={(event) => change(event.target.value)} />;
    case 'money':
      return <TextField {...around} label={`${name}, ${team?.currency ?? ''}`} inputMode="decimal" value={text} onChange={(event) => change(event.target.value)} />;
    case 'text':
    case 'photos':
      return <TextField {...around} maxLength={field.maxLength ?? 2000} value={text} onChange={(event) => change(event.target.value)} />;
  }
}
