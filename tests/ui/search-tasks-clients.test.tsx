/** Search everywhere, tasks by their time, the list of clients. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import type { UpFrame } from '#shared/port/port.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

let app: RenderedApp;
afterEach(() => app.unmount());
const commands = (name: string): (UpFrame & { t: 'command' })[] => app.fake.heard.filter((frame): frame is UpFrame & { t: 'command' } => frame.t === 'command' && frame.name === name);

describe('search everywhere', () => {
  it('[x5] its key opens it with the cursor in the field; a hit opens its conversation at the message', async () => {
    app = await renderApp();
    await screen.findByText(/Звірено/);
    pressKey('KeyF', { ctrl: true, shift: true, target: document.body });
    const field = await screen.findByRole('searchbox');
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(screen.getByText(/Досить двох літер/)).toBeTruthy();
    fireEvent.change(field, { target: { value: 'торт на день' } });
    const hit = await screen.findByRole('option', { name: /Олена Ткаченко/ });
    expect(hit.querySelector('mark')?.textContent?.toLowerCase()).toBe('торт на день');
    fireEvent.click(hit);
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 4)));
    await waitFor(() => expect(app.fake.heard.some((frame) => frame.t === 'query' && frame.name === 'message.page' && (frame.params as { around: string | null }).around === fakeId(7, 401))).toBe(true));
    expect(useView.getState().section).toBe('search');
  });

  it('[S32] while old talks are still coming it says how many are not yet found by their words, and no longer when all are there', async () => {
    app = await renderApp();
    app.fake.missingTalks = 12;
    await screen.findByText(/Звірено/);
    pressKey('KeyF', { ctrl: true, shift: true, target: document.body });
    expect((await screen.findByText(/12 давніх розмов/)).getAttribute('role')).toBe('status');
    app.fake.missingTalks = 0;
    app.fake.patch('message', fakeId(7, 401), {});
    await waitFor(() => expect(screen.queryByText(/давніх розмов/)).toBeNull());
  });

  it('one letter asks nothing, nothing found says what to try, and the field can be emptied', async () => {
    app = await renderApp();
    await screen.findByText(/Звірено/);
    pressKey('KeyF', { ctrl: true, shift: true, target: document.body });
    const field = await screen.findByRole('searchbox');
    fireEvent.change(field, { target: { value: 'т' } });
    expect(app.fake.heard.some((frame) => frame.t === 'query' && frame.name === 'search.all')).toBe(false);
    fireEvent.change(field, { target: { value: 'ззззз' } });
    expect(await screen.findByText(/За «ззззз» нічого немає/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Очистити' }));
    expect(await screen.findByText(/Досить двох літер/)).toBeTruthy();
  });
});

describe('tasks', () => {
  async function openTasks(): Promise<HTMLElement> {
    app = await renderApp();
    fireEvent.click((await screen.findAllByRole('button', { name: /Задачі/ }))[0]!);
    await screen.findByText('Передзвонити');
    return screen.getByRole('listbox', { name: 'Задачі' });
  }

  it('[b8] late ones stand first and say so', async () => {
    const list = await openTasks();
    const shown = within(list).getAllByRole('option').map((row) => row.textContent);
    expect(shown[0]).toContain('Передзвонити');
    expect(shown[0]).toContain('пізно');
    expect(list.textContent).toMatch(/^Прострочені · 1/);
    expect(screen.getByText(/1 прострочена/)).toBeTruthy();
  });

  it('[c5] done with one press, and undone with another', async () => {
    const list = await openTasks();
    fireEvent.click(within(list).getByRole('button', { name: 'Зроблено: Передзвонити' }));
    await waitFor(() => expect(within(list).queryByText('Передзвонити')).toBeNull());
    expect(commands('task.done')).toHaveLength(1);
    pressKey('KeyZ', { ctrl: true, target: document.body });
    expect(await within(list).findByText('Передзвонити')).toBeTruthy();
  });

  it('[e8] put off to a usual time or to one’s own', async () => {
    const list = await openTasks();
    fireEvent.click(within(within(list).getAllByRole('option')[0]!).getByRole('button', { name: 'Перенести' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /Інший час/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Перенести' });
    fireEvent.change(within(dialog).getByLabelText('Коли'), { target: { value: '2030-03-01T10:00' } });
    fireEvent.submit(dialog.querySelector('form')!);
    await waitFor(() => expect(commands('task.move')[0]?.input).toMatchObject({ dueAt: Date.UTC(2030, 2, 1, 8, 0) }));
    await waitFor(() => expect(list.textContent).not.toContain('Прострочені'));
  });

  it('[e8] a new one belongs to the open conversation and needs words', async () => {
    await openTasks();
    useView.getState().openConversation(fakeId(5, 4));
    fireEvent.click(screen.getByRole('button', { name: /Задача/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Нова задача' });
    fireEvent.submit(dialog.querySelector('form')!);
    expect(await within(dialog).findByText('Скажіть, що зробити')).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText('Що зробити'), { target: { value: 'Спитати про поверх' } });
    fireEvent.submit(dialog.querySelector('form')!);
    await waitFor(() => expect(commands('task.add')[0]?.input).toMatchObject({ title: 'Спитати про поверх', conversationId: fakeId(5, 4) }));
    expect(await screen.findByText('Спитати про поверх')).toBeTruthy();
  });

  it('[x5] J goes through tasks past the headings, Enter opens the conversation', async () => {
    const list = await openTasks();
    pressKey('KeyJ', { target: document.body });
    await waitFor(() => expect(within(list).getAllByRole('option')[0]!.className).toContain('is-focus-in'));
    pressKey('Enter', { target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 4)));
  });
});

describe('clients', () => {
  it('[c3] each once, by their last words; a few letters narrow the list', async () => {
    app = await renderApp();
    fireEvent.click((await screen.findAllByRole('button', { name: /Контакти/ }))[0]!);
    const list = await screen.findByRole('listbox', { name: 'Клієнти' });
    await within(list).findByRole('option', { name: /Юлія Романюк/ });
    fireEvent.change(screen.getByLabelText('Знайти клієнта'), { target: { value: 'ткач' } });
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    fireEvent.click(screen.getByRole('option', { name: /Олена Ткаченко/ }));
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 4)));
  });
});
