import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationBody } from '#shared/model/bodies.ts';
import type { DomainEvent } from '#shared/engine/ops.ts';
import { automationFor } from '#shared/engine/automation.ts';
import { openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';

let shop: Shop;
let talk: ConversationBody;
beforeEach(() => {
  shop = openShop();
  talk = shop.writes('oksana', 'sweets.01');
});

const cause = { commandId: 'c', at: 1_000, n: 0 };
const entered = (stageId: string): DomainEvent => ({ type: 'stage.entered', dealId: 'd', funnelId: 'sales', stageId });
const talked = (type: 'message.in' | 'message.out', stageId: string | null): DomainEvent => ({ type, conversationId: 'v', contactId: 'k', dealId: 'd', funnelId: stageId === null ? null : 'sales', stageId });
const made = (event: DomainEvent, from = cause) => automationFor(event, shop.dict, from);
const keysSet = (event: DomainEvent) => made(event).ops.flatMap((op) => (op.op === 'alarm' ? [op.key] : []));
const keysStopped = (event: DomainEvent) => made(event).ops.flatMap((op) => (op.op === 'noAlarm' ? [op.key] : []));

describe('[S62] [S63] rules', () => {
  it('set one timer per rule and deal when their stage is entered, due in their time', () => {
    expect(keysSet(entered('greeting'))).toEqual(['rule:silence:d', 'rule:silence-long:d']);
    expect(made(entered('greeting')).ops.find((op) => op.op === 'alarm')).toMatchObject({ due: 1_000 + 86_400_000, command: 'rule.fire', args: { ruleId: 'silence', dealId: 'd', since: 1_000 } });
    expect(keysSet(entered('details'))).toEqual([]);
  });

  it('are of their funnel and stages: another\'s events do not concern them', () => {
    expect(keysSet({ ...entered('greeting'), funnelId: 'other' } as DomainEvent)).toEqual([]);
    expect(keysSet(talked('message.out', 'details'))).toEqual([]);
    expect(keysSet(talked('message.out', null))).toEqual([]);
  });

  it('start anew at the newest of their events, and stop at what cancels them', () => {
    expect(keysSet(talked('message.out', 'greeting'))).toEqual(['rule:silence:d', 'rule:silence-long:d']);
    expect(keysStopped(talked('message.in', 'greeting'))).toEqual(['rule:feedback-over:d', 'rule:silence:d', 'rule:silence-long:d']);
    expect(keysStopped({ type: 'stage.left', dealId: 'd', funnelId: 'sales', stageId: 'greeting' })).toContain('rule:payment-awaited:d');
  });

  it('without a wait they act inside the same step, under an id that follows from the cause', () => {
    shop.put('rule', { ...shop.row('rule', 'silence'), afterMinutes: 0 });
    const [command] = made(entered('greeting')).commands;
    expect(command).toMatchObject({ name: 'rule.fire', robot: 'silence', cause: 'c' });
    expect(made(entered('greeting')).commands[0]!.commandId).toBe(command!.commandId);
    expect(made(entered('greeting'), { ...cause, n: 1 }).commands[0]!.commandId).not.toBe(command!.commandId);
    expect(made(entered('greeting'), { ...cause, commandId: 'other' }).commands[0]!.commandId).not.toBe(command!.commandId);
  });

  it('switched off they do nothing', () => {
    for (const rule of shop.dict.all('rule')) shop.put('rule', { ...rule, active: false });
    expect(made(entered('greeting'))).toEqual({ ops: [], commands: [] });
    expect(made(talked('message.in', 'greeting'))).toEqual({ ops: [], commands: [] });
  });

  it('[S64] a timer fires once; its deal elsewhere by then, it does nothing', () => {
    shop.presses('op1', 'greet', talk);
    const deal = shop.dealsOf(talk)[0]!;
    const fire = { ruleId: 'silence', dealId: deal.id, conversationId: null, since: 0 };
    shop.put('deal', { ...deal, stageId: 'details' });
    expect(shop.give(null, 'rule.fire', fire)).toMatchObject({ ok: true, ops: [] });
    shop.put('deal', deal);
    shop.passMs(3 * 86_400_000);
    expect(shop.all('task').filter((task) => task.setBy?.rule === 'silence')).toHaveLength(1);
  });

  it('what a rule does stands in the record under its name and cause', () => {
    shop.presses('op1', 'greet', talk);
    shop.passMs(86_400_000);
    const task = shop.all('task')[0]!;
    expect(shop.history(task.id)).toMatchObject([{ field: '*', robot: 'silence', personId: null, cause: `rule:silence:${task.dealId}` }]);
  });

  it('a rule\'s message stops no clock and waits for no undo', () => {
    shop.presses('op1', 'greet', talk);
    shop.put('rule', { ...shop.row('rule', 'feedback'), stages: ['greeting'], on: ['message.in'], afterMinutes: 0 });
    shop.writes('oksana', 'sweets.01', { text: 'Дякую, смачно' });
    expect(shop.effects.at(-1)).toMatchObject({ kind: 'message.send', delayMs: 0 });
    expect(shop.all('message').at(-1)).toMatchObject({ robot: 'feedback', personId: null, direction: 'out' });
    expect(shop.conversation(talk.id).owedSince).not.toBeNull();
  });
});

describe('stages', () => {
  it('through a draft nobody ends a deal they could not have ended from where it stood', () => {
    shop.presses('op1', 'greet', talk);
    const deal = shop.dealsOf(talk)[0]!;
    shop.put('deal', { ...deal, stageId: 'in-production', state: 'open' });
    const pick = (login: string, stageId: string) => shop.give(shop.person(login), 'deal.pickStage', { dealId: deal.id, stageId, values: { lostReason: 'expensive' } });
    expect(shop.presses('op1', 'draft', talk)).toMatchObject({ ok: true });
    expect(pick('op1', 'not-successful')).toMatchObject({ ok: false, code: 'move_not_allowed' });
    expect(pick('op1', 'details')).toMatchObject({ ok: true });
    shop.put('deal', { ...shop.row('deal', deal.id), stageId: 'in-production' });
    shop.presses('op1', 'draft', talk);
    expect(pick('head', 'not-successful')).toMatchObject({ ok: true });
  });

  it('a button pressed from an old screen finds itself gone', () => {
    shop.presses('op1', 'greet', talk);
    expect(shop.presses('op1', 'greet', talk)).toMatchObject({ ok: false, code: 'button_elsewhere', data: { stageId: 'greeting' } });
    expect(shop.presses('op1', 'nothing', talk)).toMatchObject({ code: 'no_button' });
  });

  it('leaving a finished order is the head\'s', () => {
    shop.presses('op1', 'greet', talk);
    shop.put('deal', { ...shop.dealsOf(talk)[0]!, stageId: 'done', state: 'won' });
    expect(shop.presses('op1', 'draft', talk)).toMatchObject({ ok: false, code: 'move_not_allowed' });
    expect(shop.presses('head', 'draft', talk)).toMatchObject({ ok: true });
  });

  it('a script pressed again in its own stage is sent again and moves nothing', () => {
    shop.presses('op1', 'greet', talk);
    const values = { productKind: 'cake', neededAt: { at: shop.now + 86_400_000 }, amount: { minor: 100_000, currency: 'UAH' } };
    shop.presses('op1', 'price', talk, { values });
    const sent = shop.effects.length;
    expect(shop.presses('op1', 'price', talk, { values: { amount: { minor: 120_000, currency: 'UAH' } } })).toMatchObject({ ok: true });
    expect(shop.effects.length).toBe(sent + 1);
    expect(shop.history().filter((line) => line.field === 'stageId' && line.to === 'price')).toHaveLength(1);
  });

  it('an untaken deal leaves its first stage only with an owner', () => {
    const deal = shop.dealsOf(talk)[0]!;
    expect(shop.give(shop.person('op1'), 'deal.move', { dealId: deal.id, stageId: 'details' })).toEqual({ ok: false, code: 'stage_needs', data: { stageId: 'details', missing: ['owner'] } });
  });
});
