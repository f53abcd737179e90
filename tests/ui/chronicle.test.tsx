/** The chronicle worked by keys: who waits, newest first; what can be pressed; how it empties itself. */
import { readFileSync } from 'node:fs';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import { useChronicleView } from '#renderer/features/chronicle/chronicle-view.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { MessageId } from '#shared/base/ids.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

const preset = presetSchema.parse(JSON.parse(readFileSync('resources/presets/confectionery.json', 'utf8')));
const emptyView = useChronicleView.getState();
let app: RenderedApp;
beforeEach(() => useChronicleView.setState(emptyView, true));
afterEach(() => app.unmount());

const list = (): HTMLElement => screen.getByRole('listbox', { name: 'Хроніка' });
const entries = (): HTMLElement[] => [...list().querySelectorAll<HTMLElement>('.entry:not(.done)')];
const nameIn = (entry: Element | null): string => entry?.querySelector('.h bdi')?.textContent ?? '';
const names = (): string[] => entries().map(nameIn);
const pressed = (name: string): (UpFrame & { t: 'command' })[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'command' } => frame.t === 'command' && frame.name === name);
const open = (): string => nameIn(list().querySelector('[aria-selected="true"]'));

async function openChronicle(options: Parameters<typeof renderApp>[0] = {}): Promise<void> {
  app = await renderApp({ preset, ...options });
  fireEvent.click((await screen.findAllByRole('button', { name: /Хроніка/ }))[0]!);
  await waitFor(() => expect(entries().length).toBeGreaterThan(5));
}

describe('who waits', () => {
  it('[c9] the newest message of every client who waits, newest first, under headings of time', async () => {
    await openChronicle();
    expect(names().slice(0, 3)).toEqual(['Alina Brown', 'Максим Поліщук', 'Софія Кравець']);
    expect(list().querySelector('.feedsep')?.textContent).toBe('Щойно');
    expect(screen.getByText(/лишилося 9 з \d+/)).toBeTruthy();
    expect(within(entries()[0]!).getByText('Hi! Do you deliver to Boryspil airport?')).toBeTruthy();
  });

  it('[c4] each row says how the client came, from which account, at which stage and who answers', async () => {
    await openChronicle();
    const comment = entries().find((entry) => nameIn(entry) === 'katya_fit_kyiv')!;
    expect(comment.textContent).toContain('коментар під дописом');
    expect(comment.textContent).toContain('zefirna.hora');
    expect(comment.textContent).toContain('Нова заявка');
    expect(within(comment).getByRole('img', { name: 'Ще ніхто не взяв' })).toBeTruthy();
  });

  it('[c9] comments apart, mine apart, one account apart', async () => {
    await openChronicle();
    fireEvent.click(screen.getByRole('tab', { name: /Коментарі/ }));
    await waitFor(() => expect(names()).toEqual(['katya_fit_kyiv']));
    fireEvent.click(screen.getByRole('tab', { name: 'Усе' }));
    await waitFor(() => expect(names()).toContain('Alina Brown'));
    fireEvent.click(screen.getByRole('button', { name: 'Мої' }));
    await waitFor(() => expect(names()).not.toContain('Alina Brown'));
    expect(names()).toContain('Максим Поліщук');
    fireEvent.change(screen.getByLabelText('Акаунт'), { target: { value: fakeId(1, 8) } });
    await waitFor(() => expect(names()).toEqual(['Максим Поліщук']));
  });

  it('[R23] what clients wrote stays text and keeps its direction to itself', async () => {
    await openChronicle();
    const evil = '<img src=x onerror=alert(1)>\u202Egnp.exe';
    app.fake.patch('conversation', fakeId(5, 9), { lastIn: { messageId: fakeId<MessageId>(7, 901), at: Date.now(), direction: 'in', kind: 'text', text: evil } });
    await waitFor(() => expect(entries()[0]!.querySelector('.body')?.textContent).toContain('<img src=x'));
    expect(entries()[0]!.querySelector('.body img')).toBeNull();
    expect(entries()[0]!.querySelector('.body .mark-char')?.textContent).toContain('202E');
  });
});

describe('worked by keys', () => {
  it('[x5] J opens beside the list, and the row offers the buttons of its stage with their keys', async () => {
    await openChronicle();
    pressKey('KeyJ', { key: 'о', target: document.body });
    await waitFor(() => expect(open()).toBe('Alina Brown'));
    expect(useView.getState().section).toBe('chronicle');
    const row = list().querySelector<HTMLElement>('[aria-selected="true"]')!;
    const buttons = within(row).getAllByRole('button').map((button) => button.textContent);
    expect(buttons[0]).toBe('1Привітання');
    expect(buttons).toContain('TВзяти');
    expect(buttons).toContain('EНе треба');
    expect(buttons).toContain('RНаписати');
  });

  it('[c5][c9] a button of the row presses what its key does: answered, the row leaves by itself', async () => {
    await openChronicle();
    pressKey('KeyJ', { target: document.body });
    await waitFor(() => expect(open()).toBe('Alina Brown'));
    pressKey('KeyJ', { target: document.body });
    await waitFor(() => expect(open()).toBe('Максим Поліщук'));
    await screen.findByText('Оплатив, ось квитанція', { selector: '.bubble *' });
    fireEvent.click(within(list().querySelector<HTMLElement>('[aria-selected="true"]')!).getByRole('button', { name: /Не треба/ }));
    await waitFor(() => expect(names()).not.toContain('Максим Поліщук'));
    expect(pressed('conversation.noAnswerNeeded')).toHaveLength(1);
    expect(screen.getByText(/лишилося 8 з/)).toBeTruthy();
    // The one that took its place is next, not the first of the list.
    pressKey('KeyJ', { target: document.body });
    await waitFor(() => expect(open()).toBe('Софія Кравець'));
  });

  it('[c9] when a colleague answers, the row leaves and no other moves its place', async () => {
    await openChronicle();
    const before = names();
    app.fake.patch('conversation', fakeId(5, 8), { owedSince: null, clockLevel: 0 });
    await waitFor(() => expect(names()).toEqual(before.filter((name) => name !== 'Максим Поліщук')));
  });

  it('[c9] with nobody left it says so, and what was done today stands below', async () => {
    await openChronicle();
    for (let n = 1; n <= 9; n += 1) app.fake.patch('conversation', fakeId(5, n), { owedSince: null, clockLevel: 0 });
    await waitFor(() => expect(entries()).toHaveLength(0));
    expect(within(list()).getByText(/Закрилися самі · \d+ за сьогодні/)).toBeTruthy();
  });
});
