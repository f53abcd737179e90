/** Changes what is known of a client: one form, Enter saves, Esc leaves it as it was; only what was changed is sent. */
import { useState } from 'react';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { usePress } from '#renderer/data/use-press.ts';
import { languageNames } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Select, TextArea, TextField } from '#renderer/ui/Field.tsx';
import type { ContactBody } from '#shared/model/bodies.ts';
import { languages } from '#shared/model/language.ts';
import type { Language } from '#shared/model/language.ts';

interface Form {
  name: string;
  phone: string;
  city: string;
  email: string;
  birthday: string;
  tags: string;
  note: string;
  language: Language;
}

export function ContactForm(props: { contact: ContactBody; close(): void }): ReactNode {
  const { contact, close } = props;
  const { t, refusal } = useWords();
  const { team } = useTeam();
  const press = usePress();
  const [before] = useState<Form>(() => formOf(contact));
  const [form, setForm] = useState<Form>(before);
  const [wrong, setWrong] = useState<{ field: string; text: string } | null>(null);
  const spoken = team?.languages ?? languages;

  const set = (change: Partial<Form>): void => {
    setForm({ ...form, ...change });
    setWrong(null);
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const changed = changesOf(before, form);
    if (Object.keys(changed).length === 0) return close();
    const answer = await press('contact.update', { contactId: contact.id, set: changed }, { label: t('card.edit'), quiet: true });
    if (answer.ok) return close();
    const field = typeof answer.data['field'] === 'string' ? answer.data['field'] : 'name';
    return setWrong({ field, text: answer.code === 'field_invalid' ? t('card.invalid') : refusal(answer.code, answer.data) });
  };
  const line = (field: 'name' | 'phone' | 'city' | 'email' | 'birthday' | 'tags', extra: { placeholder?: string; autoFocus?: boolean } = {}): ReactNode => (
    <TextField small label={t(`card.${field}`)} value={form[field]} maxLength={200} wrong={wrong?.field === field ? wrong.text : undefined} onChange={(event) => set({ [field]: event.target.value })} {...extra} />
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.code !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return (
    <form className="cd-form" onSubmit={(event) => void save(event)} onKeyDown={onKeyDown}>
      {line('name', { autoFocus: true })}
      {line('phone', { placeholder: '+380…' })}
      <div className="cd-two">{line('city')}{line('birthday', { placeholder: t('card.birthdayHint') })}</div>
      {line('email')}
      <Select small label={t('card.language')} value={form.language} onChange={(event) => set({ language: event.target.value as Language })} options={spoken.map((each) => ({ value: each, label: languageNames[each] }))} />
      {line('tags', { placeholder: t('card.tagsHint') })}
      <TextArea small label={t('card.note')} rows={2} value={form.note} maxLength={10_000} onChange={(event) => set({ note: event.target.value })} />
      <div className="row-x"><Button type="submit" look="primary" size="sm">{t('common.save')}</Button><Button size="sm" onClick={close}>{t('common.cancel')}</Button></div>
    </form>
  );
}

function formOf(contact: ContactBody): Form {
  return {
    name: contact.name, phone: contact.phone ?? '', city: contact.city ?? '', email: contact.email ?? '', birthday: contact.birthday ?? '',
    tags: contact.tags.join(', '), note: contact.note, language: contact.language,
  };
}

/** Only the fields that were touched: two people who edit different things do not undo each other. */
function changesOf(before: Form, after: Form): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const key of Object.keys(after) as (keyof Form)[]) {
    if (after[key] === before[key]) continue;
    if (key === 'tags') changed['tags'] = after.tags.split(',').map((tag) => tag.trim().slice(0, 60)).filter(Boolean);
    else if (key === 'name' || key === 'note' || key === 'language') changed[key] = after[key];
    else changed[key] = after[key].trim() === '' ? null : after[key].trim();
  }
  return changed;
}
