/** The desk of whoever checks payments, the claim on the card, and roles in settings, over the real commands. */
import { readFileSync } from 'node:fs';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import { presetSchema } from '#shared/model/preset.ts';
import { refuse } from '#shared/base/result.ts';
import type { PaymentClaimBody } from '#shared/model/money.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

const preset = presetSchema.parse(JSON.parse(readFileSync('resources/presets/confectionery.json', 'utf8')));
let app: RenderedApp;
afterEach(() => app.unmount());

const owner = fakeId(2, 4);
const heard = (name: string) => app.fake.heard.flatMap((frame) => (frame.t === 'command' && frame.name === name ? [frame.input as Record<string, unknown>] : []));

async function openDesk(claims = 2): Promise<void> {
  app = await renderApp({ preset, me: owner });
  await screen.findByText(/Звірено/);
  const deals = app.fake.rows('deal').slice(0, claims);
  deals.forEach((deal, n) => {
    const claim: PaymentClaimBody = {
      id: fakeId(77, n + 1), dealId: deal.id, amountMinor: (n + 1) * 90_000, currency: deal.currency, account: 'card', note: 'чек у чаті', stageId: deal.stageId, state: 'waiting',
      claimedBy: owner as never, decidedBy: null, decidedAt: null, reason: '', createdAt: Date.now() - 600_000,
    };
    app.fake.put('paymentClaim', claim);
    app.fake.patch('deal', deal.id, { waitingClaims: [claim.id] });
  });
  useView.getState().go('payments');
  await screen.findByRole('heading', { name: 'Платежі' });
}

describe('[s5] payments to be checked', () => {
  it('A approves the one in sight with its sum, and the next one comes; nothing says done before the server has', async () => {
    await openDesk();
    const decision = await screen.findByRole('complementary', { name: 'Рішення' });
    expect(decision.textContent).toContain('900');
    expect(screen.queryByText(/^Підтверджено:/)).toBeNull();
    pressKey('KeyA');
    await waitFor(() => expect(app.fake.row('paymentClaim', fakeId(77, 1))).toMatchObject({ state: 'approved' }));
    expect(await screen.findByText(/^Підтверджено:/)).toBeTruthy();
    expect(heard('payment.approve')).toMatchObject([{ claimId: fakeId(77, 1), amountMinor: 90_000 }]);
    await waitFor(() => expect(screen.getByRole('complementary', { name: 'Рішення' }).textContent).toMatch(/1.800/));
  });

  it('the receipt stands beside what was claimed; it can be turned and seen in full size; where there is none it says so', async () => {
    await openDesk();
    app.fake.patch('paymentClaim', fakeId(77, 1), { receipt: { hash: 'ab'.repeat(32), contentType: 'image/png' } });
    const pane = await screen.findByRole('region', { name: 'Квитанція' });
    await waitFor(() => expect(pane.querySelector('img')?.getAttribute('src')).toContain('ab'.repeat(32)));
    fireEvent.click(within(pane).getByRole('button', { name: 'Повернути вправо' }));
    fireEvent.click(within(pane).getByRole('button', { name: 'На весь розмір' }));
    expect(pane.querySelector('img')?.style.transform).toBe('rotate(90deg)');
    expect(pane.querySelector('.pay-paper.large')).toBeTruthy();
    expect(within(pane).getByRole('link', { name: 'Завантажити' }).hasAttribute('download')).toBe(true);
    pressKey('KeyA');
    expect(await screen.findByText('Квитанцію не додано')).toBeTruthy();
  });

  it('[x5] G P leads there whoever checks payments; to others neither key nor palette offers what they have not', async () => {
    app = await renderApp({ preset, me: owner });
    await screen.findByText(/Звірено/);
    pressKey('KeyG');
    pressKey('KeyP');
    await waitFor(() => expect(useView.getState().section).toBe('payments'));
    app.unmount();
    app = await renderApp({ preset });
    await screen.findByText(/Звірено/);
    pressKey('KeyG');
    pressKey('KeyP');
    pressKey('KeyK', { ctrl: true });
    const palette = await screen.findByRole('dialog');
    expect(within(palette).getByRole('option', { name: /Контакти/ })).toBeTruthy();
    expect(within(palette).queryByRole('option', { name: /^Платежі/ })).toBeNull();
    expect(useView.getState().section).toBe('inbox');
    pressKey('Escape');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    pressKey('Slash', { shift: true });
    const sheet = await screen.findByRole('dialog', { name: 'Клавіші' });
    expect(within(sheet).getByText('Контакти')).toBeTruthy();
    expect(within(sheet).queryByText('Підтвердити оплату')).toBeNull();
  });

  it('a digit sends back for a reason, Shift+R asks for one\'s own', async () => {
    await openDesk();
    await screen.findByRole('complementary', { name: 'Рішення' });
    pressKey('Digit2');
    await waitFor(() => expect(app.fake.row('paymentClaim', fakeId(77, 1))).toMatchObject({ state: 'returned', reason: 'Не та сума' }));
    await waitFor(() => expect(screen.getByRole('complementary', { name: 'Рішення' }).textContent).toMatch(/1.800/));
    pressKey('KeyR', { shift: true });
    const field = screen.getByPlaceholderText('Своя причина');
    await waitFor(() => expect(document.activeElement).toBe(field));
    fireEvent.change(field, { target: { value: 'Платник інший' } });
    fireEvent.submit(field.closest('form')!);
    await waitFor(() => expect(app.fake.row('paymentClaim', fakeId(77, 2))).toMatchObject({ state: 'returned', reason: 'Платник інший' }));
    expect(await screen.findByText('Перевіряти нічого')).toBeTruthy();
  });

  it('who comes second reads that it is done already', async () => {
    await openDesk(1);
    await screen.findByRole('complementary', { name: 'Рішення' });
    app.fake.refuseNext('payment.approve', refuse('payment_approved', { personId: owner }));
    pressKey('KeyA');
    expect(await screen.findByText(/Цю оплату вже підтверджено/)).toBeTruthy();
    expect(screen.queryByText(/^Підтверджено:/)).toBeNull();
  });
});

describe('[c7] roles in settings', () => {
  const choices = (name: string): HTMLElement => screen.getByRole('group', { name });

  it('a role loses a part and gains a right; what is chosen is stored in the order of the lists', async () => {
    app = await renderApp({ preset, me: owner });
    await screen.findByText(/Звірено/);
    useView.getState().openSettings('roles');
    fireEvent.click(await screen.findByRole('button', { name: /^Оператор/ }));
    fireEvent.click(within(choices('Які частини видно')).getByRole('button', { name: 'Телефони, пошта, адреса' }));
    fireEvent.click(within(choices('Що дозволено')).getByRole('button', { name: 'редагувати тексти' }));
    fireEvent.click(screen.getByRole('button', { name: 'Зберегти' }));
    await waitFor(() => expect(app.fake.row('role', 'operator')).toMatchObject({ facets: ['core', 'talk', 'money', 'internal'] }));
    expect(app.fake.row('role', 'operator')!.may).toContain('scripts');
  });

  it('[R15] a wider role than one\'s own can be read and not changed', async () => {
    app = await renderApp({ preset, me: owner });
    await screen.findByText(/Звірено/);
    app.fake.patch('person', owner, { roleId: 'head' });
    useView.getState().openSettings('roles');
    fireEvent.click(await screen.findByRole('button', { name: /^Власник/ }));
    expect(await screen.findByRole('note')).toBeTruthy();
    expect((screen.getByRole('button', { name: 'Зберегти' }) as HTMLButtonElement).disabled).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: /^Оператор/ }));
    await waitFor(() => expect(screen.queryByRole('note')).toBeNull());
    expect((within(choices('Що дозволено')).getByRole('button', { name: 'редагувати тексти' }) as HTMLButtonElement).disabled).toBe(false);
  });
});
