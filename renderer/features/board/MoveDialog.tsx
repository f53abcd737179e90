/** What a stage still needs, asked in one line each; or, for those who may, a note that moves the deal against the rules. */
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { CircleAlert } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import type { MoveProblem } from '#renderer/features/board/move-problem.ts';
import type { DealMover } from '#renderer/features/board/use-deal-move.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { parseInput } from '#renderer/ui/values/value-text.ts';
import { ValueInput } from '#renderer/ui/values/ValueInput.tsx';
import type { FieldValue } from '#shared/model/bodies.ts';
import type { FieldBody, FunnelBody } from '#shared/model/preset.ts';

export function MoveDialog(props: { funnel: FunnelBody; mover: DealMover }): ReactNode {
  const { funnel, mover } = props;
  const { problem, dismiss: close } = mover;
  const { t, label } = useWords();
  const to = funnel.stages.find((stage) => stage.id === problem?.request.toStageId);
  return (
    <Dialog open={problem !== null} close={close} title={t('board.cannotMove', { stage: label(to?.label) })}>
      {problem && (problem.code === 'move_not_allowed' ? <NotAllowed problem={problem} mover={mover} /> : <Missing problem={problem} mover={mover} />)}
    </Dialog>
  );
}

interface PartProps {
  problem: MoveProblem;
  mover: DealMover;
}

function Missing({ problem, mover }: PartProps): ReactNode {
  const { t, label } = useWords();
  const lookup = useLookup();
  const { team, people } = useTeam();
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [checked, setChecked] = useState(false);
  const place = { currency: team?.currency ?? 'UAH', zone: team?.zone ?? 'UTC' };
  const parsed = problem.fields.map((field) => [field.id, parseInput(field, texts[field.id] ?? '', place)] as const);
  // Whoever moves an untaken deal takes it: one press instead of two.
  const toTake = problem.others.length === 1 && problem.others[0] === 'owner' && problem.request.conversationId !== null && lookup.may('take');
  const filled = parsed.map(([, value]) => value.ok && value.value !== null);
  const good = filled.every(Boolean);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!good) {
      setChecked(true);
      return;
    }
    const values: Record<string, FieldValue> = Object.fromEntries(parsed.map(([id, value]) => [id, value.ok ? value.value : null]));
    if (toTake) mover.takeAndMove(problem.request, values);
    else mover.retry(problem.request, values, null);
  };
  const labelOf = (field: FieldBody): string => {
    const unit = field.type === 'money' ? place.currency : label(field.unit);
    return unit ? `${label(field.label)}, ${unit}` : label(field.label);
  };
  const other = (id: string): string => {
    if (id === 'owner' || id === 'paid' || id === 'jobs') return t(`board.needs.${id}`);
    const field = lookup.field(id);
    return field ? label(field.label) : id;
  };
  return (
    <form className="board-form" onSubmit={submit}>
      <p className="t2"><SafeText text={problem.request.name} /></p>
      {problem.others.length > 0 && (
        <ul className="board-needs" aria-label={t('board.needsFirst')}>
          {problem.others.map((id) => <li key={id}><Icon of={CircleAlert} />{other(id)}</li>)}
        </ul>
      )}
      {problem.fields.map((field, at) => (
        <ValueInput
          key={field.id}
          field={field}
          list={lookup.list(field.list)}
          people={people.filter((person) => person.active)}
          label={labelOf(field)}
          placeholder={field.type === 'list' || field.type === 'person' ? t('board.choose') : ''}
          text={texts[field.id] ?? ''}
          change={(text) => setTexts((before) => ({ ...before, [field.id]: text }))}
          wrong={checked && !filled[at] ? t('board.valueWrong') : undefined}
          autoFocus={at === 0}
        />
      ))}
      <div className="board-actions">
        <Button onClick={mover.dismiss}>{t('common.cancel')}</Button>
        {toTake ? <Button type="submit" look="primary" chord="Enter" autoFocus={problem.fields.length === 0}>{t('board.takeAndMove')}</Button>
          : problem.fields.length > 0 && problem.others.length === 0 && <Button type="submit" look="primary" chord="Enter">{t('board.fillAndMove')}</Button>}
      </div>
    </form>
  );
}

function NotAllowed({ problem, mover }: PartProps): ReactNode {
  const { t, label } = useWords();
  const lookup = useLookup();
  const [note, setNote] = useState('');
  const [checked, setChecked] = useState(false);
  const force = lookup.may('force');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (note.trim() === '') setChecked(true);
    else mover.retry(problem.request, {}, note.trim());
  };
  return (
    <form className="board-form" onSubmit={submit}>
      <p className="t2"><SafeText text={problem.request.name} /></p>
      <p>{problem.allowed.length > 0 ? t('board.allowed', { stages: problem.allowed.map((stage) => label(stage.label)).join(', ') }) : t('board.noneAllowed')}</p>
      {force && <TextField label={t('board.forceNote')} hint={t('board.forceHint')} wrong={checked && note.trim() === '' ? t('board.forceNoteNeeded') : undefined} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} autoFocus />}
      <div className="board-actions">
        <Button onClick={mover.dismiss}>{t('common.cancel')}</Button>
        {force && <Button type="submit" look="danger" chord="Enter">{t('board.force')}</Button>}
      </div>
    </form>
  );
}
