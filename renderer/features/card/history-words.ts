/** A line of the record as a sentence: what changed, from what to what; who and when stand beside it. */
import type { TeamLookup } from '#renderer/data/TeamProvider.tsx';
import type { Words } from '#renderer/i18n/WordsProvider.tsx';
import type { FieldValue, HistoryBody } from '#shared/model/bodies.ts';
import type { FieldBody } from '#shared/model/preset.ts';

export interface HistorySurroundings {
  words: Pick<Words, 't' | 'has' | 'label' | 'format' | 'language'>;
  lookup: TeamLookup;
  /** What a field of the preset says for a value; null when empty. */
  valueWords(field: FieldBody, value: FieldValue): string | null;
  /** Of amounts without one of their own. */
  currency: string;
}

/** Acts that leave a trace of their own, by the command that made it. */
const acts: Readonly<Record<string, string>> = { 'conversation.noAnswerNeeded': 'history.noAnswerNeeded' };

export function historyWords(line: HistoryBody, around: HistorySurroundings): string {
  const { words, lookup } = around;
  const { t, label, format } = words;
  const act = acts[line.commandName];
  if (act) return t(act);
  if (line.field === '*') return t(line.to === true ? `history.made.${line.kind}` : `history.removed.${line.kind}`);
  if (line.field === 'stageId') return arrow(label(lookup.anyStage(text(line.from))?.label), label(lookup.anyStage(text(line.to))?.label), t('history.stage'));
  if (line.field === 'seatId' && line.to !== null && line.to === line.seatId) return t('history.took');
  if (line.field === 'seatId') return line.to === null ? t('history.givenBack') : t('history.takenBy', { name: lookup.seatPerson(text(line.to)) });
  if (line.field === 'amountMinor' || line.field === 'paidMinor') {
    const name = label(lookup.field(line.field === 'amountMinor' ? 'amount' : 'paid')?.label) || t(`history.field.${line.field}`);
    return arrow(money(line.from, around), money(line.to, around), name);
  }
  if (line.field === 'dueAt' || line.field === 'snoozedUntil') return arrow(moment(line.from, format), moment(line.to, format), t(`history.field.${line.field}`));
  if (line.field === 'doneAt') return t(line.to === null ? 'history.taskReopened' : 'history.taskDone');
  if (line.field === 'cancelledAt') return t('history.taskCancelled');
  if (line.field === 'closedAt') return t(line.to === null ? 'history.reopened' : 'history.closed');
  if (line.field === 'photos') return t('history.photos');
  const preset = lookup.field(line.field.replace(/^fields\./, ''));
  if (preset) return arrow(around.valueWords(preset, line.from as FieldValue) ?? '', around.valueWords(preset, line.to as FieldValue) ?? '', label(preset.label));
  const key = `history.field.${line.field}`;
  return arrow(text(line.from), text(line.to), words.has(key) ? t(key) : line.field);
}

/** Long values are cut: the line says that something changed, the card says to what. */
function arrow(from: string, to: string, name: string): string {
  const before = clip(from);
  const after = clip(to) || '—';
  return before === '' ? `${name}: ${after}` : `${name}: ${before} → ${after}`;
}

function clip(value: string): string {
  return value.length > 80 ? `${value.slice(0, 79)}…` : value;
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(text).join(', ');
  return typeof value === 'object' ? '' : String(value);
}

function money(value: unknown, around: HistorySurroundings): string {
  return typeof value === 'number' ? around.words.format.money(value, around.currency) : '';
}

function moment(value: unknown, format: Words['format']): string {
  return typeof value === 'number' ? format.dateTime(value) : '';
}
