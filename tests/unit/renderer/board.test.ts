/** What the board computes: its window of cards, its steps between stages, what a refused move asks for. */
import { describe, expect, it } from 'vitest';
import { createCardPlaces } from '#renderer/features/board/card-places.ts';
import { cardHeight, columnWindow, pagesOf, pageSize } from '#renderer/features/board/column-window.ts';
import { moveProblemOf } from '#renderer/features/board/move-problem.ts';
import { boardStages } from '#renderer/features/board/board-stages.ts';
import { stageStep } from '#shared/engine/stage-step.ts';
import type { FieldBody, FunnelBody, StageBody } from '#shared/model/preset.ts';
import type { BoardCard } from '#shared/queries/rows.ts';

const label = { en: 'x', uk: 'х' };
const stage = (id: string, kind: StageBody['kind'], movesTo: string[], extra: Partial<StageBody> = {}): StageBody => ({ id, label, kind, colour: 'grey', needs: [], movesTo, onEntry: [], onLeave: [], ...extra });
const funnel: FunnelBody = {
  id: 'sales', label, holds: 'deal', order: 1,
  stages: [
    stage('new', 'open', ['greeting', 'lost']), stage('greeting', 'open', ['price', 'lost']), stage('details', 'open', ['price']), stage('price', 'open', ['details', 'lost']),
    stage('done', 'won', [], { movesToFor: [{ roles: ['head'], stages: ['price'] }] }), stage('lost', 'lost', []), stage('spam', 'removed', []), stage('draft', 'holding', []),
  ],
};
const field = (id: string, type: FieldBody['type'], extra: Partial<FieldBody> = {}): FieldBody => ({ id, of: 'deal', label, type, list: null, unit: null, maxLength: null, order: 1, automatic: false, ...extra }) as FieldBody;

describe('columns of thousands', () => {
  it('[s1] draws what is seen and a little more, wherever the column stands, and asks for the pages that hold it', () => {
    for (const scroll of [0, 73, 5_000, 36_000, 364_000]) {
      const { first, end } = columnWindow(scroll, 600, 5000);
      expect(first * cardHeight).toBeLessThanOrEqual(scroll);
      expect(Math.min(5000, end) * cardHeight).toBeGreaterThanOrEqual(Math.min(scroll + 600, 5000 * cardHeight));
      expect(end - first).toBeLessThan(30);
      const pages = pagesOf({ first, end });
      expect(pages.length).toBeLessThanOrEqual(2);
      expect(pages[0]!).toBeLessThanOrEqual(first);
      expect(pages.at(-1)! + pageSize).toBeGreaterThanOrEqual(end);
    }
  });

  it('an empty column draws nothing, one that has shrunk under the scroll draws what is left of it', () => {
    expect(pagesOf(columnWindow(0, 600, 0))).toEqual([]);
    expect(columnWindow(10_000, 600, 3)).toEqual({ first: 0, end: 3 });
    expect(columnWindow(10_000, 600, 40).end).toBe(40);
    expect(columnWindow(10_000, 600, 40).first).toBeLessThanOrEqual(40 - 8);
  });

  it('a page that got shorter leaves no card of its old tail behind', () => {
    const places = createCardPlaces();
    const card = (dealId: string): BoardCard => ({ dealId }) as unknown as BoardCard;
    places.tell('new', 0, [card('a'), card('b'), card('c')]);
    places.tell('new', 0, [card('a'), card('c')]);
    expect(places.find('c')?.index).toBe(1);
    expect(places.find('b')).toBeNull();
    expect(places.at('new', 2)).toBeNull();
  });
});

describe('brackets', () => {
  it('[x5] go to the nearest stage that may be entered, past those that may not', () => {
    expect(stageStep(funnel, 'greeting', 'forward', 'operator')).toBe('price');
    expect(stageStep(funnel, 'price', 'back', 'operator')).toBe('details');
    expect(stageStep(funnel, 'done', 'back', 'head')).toBe('price');
  });

  it('[x5] where nothing is allowed they try the nearest one, so that the refusal says why; at the ends they do nothing', () => {
    expect(stageStep(funnel, 'details', 'back', 'operator')).toBe('greeting');
    expect(stageStep(funnel, 'done', 'back', 'operator')).toBe('price');
    expect(stageStep(funnel, 'new', 'back', 'operator')).toBeNull();
    expect(stageStep(funnel, 'done', 'forward', 'operator')).toBeNull();
  });

  it('removed deals have no column', () => {
    expect(boardStages(funnel).map((one) => one.id)).not.toContain('spam');
    expect(boardStages(funnel).map((one) => one.id)).toContain('draft');
  });
});

describe('a refused move', () => {
  const request = { dealId: 'd', conversationId: 'c', name: 'Олена', fromStageId: 'details', toStageId: 'price' };
  it('[c5] asks for the fields one can type, and names the rest', () => {
    const fields = [field('amount', 'money'), field('address', 'text'), field('references', 'photos'), field('left', 'money', { automatic: true })];
    const problem = moveProblemOf({ ok: false, code: 'stage_needs', data: { missing: ['owner', 'amount', 'references', 'left', 'jobs'] } }, request, funnel, fields);
    expect(problem?.fields.map((one) => one.id)).toEqual(['amount']);
    expect(problem?.others).toEqual(['owner', 'references', 'left', 'jobs']);
  });

  it('a refusal that is not about the move is not made a question of', () => {
    expect(moveProblemOf({ ok: false, code: 'not_found', data: {} }, request, funnel, [])).toBeNull();
    expect(moveProblemOf({ ok: false, code: 'move_not_allowed', data: { allowed: ['lost', 'nowhere'] } }, request, funnel, [])?.allowed.map((one) => one.id)).toEqual(['lost']);
  });
});
