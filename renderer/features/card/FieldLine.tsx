/** One field of the deal: its value, and on press the right control to change it; Enter or leaving saves, Esc does not. */
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { IconNode } from 'lucide';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useOfferUndo, usePress } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { inputText, parseInput } from '#renderer/ui/values/value-text.ts';
import { ValueInput } from '#renderer/ui/values/ValueInput.tsx';
import { dealValue } from '#shared/engine/deal-fields.ts';
import { formatField } from '#shared/engine/format.ts';
import type { DealBody, FieldValue } from '#shared/model/bodies.ts';
import type { FieldBody } from '#shared/model/preset.ts';

export interface FieldLineProps {
  deal: DealBody;
  field: FieldBody;
  /** Drawn instead of the field's name. */
  icon?: IconNode;
  side?: string;
}

/** What a field says on screen; null when it is empty. */
export function useValueWords(): (field: FieldBody, value: FieldValue) => string | null {
  const { language, format } = useWords();
  const dict = useDictionary();
  return (field, value) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return 'minor' in value ? format.money(value.minor, value.currency) : `${format.weekday(value.at)}, ${format.time(value.at)}`;
    }
    return formatField(field, value, dict, language);
  };
}

export function FieldLine(props: FieldLineProps): ReactNode {
  const { deal, field, icon, side = '' } = props;
  const { t, label } = useWords();
  const dict = useDictionary();
  const lookup = useLookup();
  const words = useValueWords();
  const [editing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const value = dealValue(deal, field.id, dict);
  const shown = words(field, value);
  const fixed = field.automatic || field.type === 'photos' || !lookup.may('move');
  const name = label(field.label);
  if (editing) return <FieldEdit {...props} value={value} close={() => { setEditing(false); setTimeout(() => opener.current?.focus()); }} />;
  const text = <span className={`trunc ${shown === null ? 't3' : ''}`}>{shown === null ? (icon ? name : '—') : <SafeText text={shown} />}</span>;
  return (
    <div className={icon ? 'kv' : 'kv cd-field'}>
      {icon ? <Icon of={icon} /> : <span className="t3 trunc">{name}</span>}
      {fixed ? text : <button ref={opener} type="button" className="cd-value" onClick={() => setEditing(true)} aria-label={t('card.change', { field: name, value: shown ?? '—' })}>{text}</button>}
      {side !== '' && <span className="r">{side}</span>}
    </div>
  );
}

function FieldEdit(props: FieldLineProps & { value: FieldValue; close(): void }): ReactNode {
  const { deal, field, value, close } = props;
  const { t, label, refusal } = useWords();
  const { people } = useTeam();
  const lookup = useLookup();
  const press = usePress();
  const offerUndo = useOfferUndo();
  const { zone } = useUi();
  const around = { zone, currency: deal.currency };
  const [before] = useState(() => inputText(field, value, around));
  const [text, setText] = useState(before);
  const [wrong, setWrong] = useState('');
  const left = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select')?.focus();
  }, []);

  const save = async (typed: string): Promise<void> => {
    if (left.current) return;
    if (typed === before) return close();
    const parsed = parseInput(field, typed, around);
    if (!parsed.ok) return setWrong(t(`value.wrong.${parsed.code}`));
    left.current = true;
    const answer = await press('deal.setFields', { dealId: deal.id, values: { [field.id]: parsed.value } }, { label: label(field.label), quiet: true });
    if (answer.ok) {
      offerUndo(answer.commandId, t('card.changed', { field: label(field.label) }));
      return close();
    }
    left.current = false;
    return setWrong(refusal(answer.code, answer.data));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.code === 'Escape') {
      left.current = true;
      close();
    } else if (event.code === 'Enter' || event.code === 'NumpadEnter') void save(text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const chosen = (next: string): void => {
    setText(next);
    setWrong('');
    // A choice is made in one press.
    if (field.type === 'list' || field.type === 'bool' || field.type === 'person') void save(next);
  };
  return (
    <div className="cd-edit" ref={box}>
      <ValueInput small field={field} list={lookup.list(field.list)} people={people.filter((person) => person.active)} text={text} change={chosen} wrong={wrong} onKeyDown={onKeyDown} onBlur={() => void save(text)} />
    </div>
  );
}
