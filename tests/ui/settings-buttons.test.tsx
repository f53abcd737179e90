/** Buttons in settings: words, keys, stages and actions edited by those who may; what is wrong is told before it is saved. */
import { readFileSync } from 'node:fs';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import { refuse } from '#shared/base/result.ts';
import { presetSchema } from '#shared/model/preset.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

const preset = presetSchema.parse(JSON.parse(readFileSync('resources/presets/confectionery.json', 'utf8')));
let app: RenderedApp;
afterEach(() => app.unmount());

async function openButtons(): Promise<void> {
  app = await renderApp({ preset, me: fakeId(2, 4) });
  await screen.findByText(/Звірено/);
  useView.getState().openSettings('buttons');
  await screen.findByLabelText('Назва: Українська');
}
const list = (): HTMLElement => screen.getByRole('navigation', { name: 'Кнопки' });
const names = (): string[] => within(list()).getAllByRole('button').map((button) => button.textContent ?? '');
const saving = (): HTMLButtonElement => screen.getByRole('button', { name: 'Зберегти' }) as HTMLButtonElement;
const part = (name: string): HTMLElement => screen.getByRole('region', { name });
const change = (label: string | RegExp, value: string, within_: HTMLElement = document.body): void => void fireEvent.change(within(within_).getByLabelText(label), { target: { value } });
const saved = (name: string) => app.fake.heard.flatMap((frame) => (frame.t === 'command' && frame.name === name ? [frame.input as Record<string, never>] : []));

describe('the buttons of the team', () => {
  it('[c5] a button is renamed and gets a free key; a key that is taken at the same stage is refused', async () => {
    await openButtons();
    change('Клавіша', '3');
    expect(await screen.findByText(/на тому ж етапі вже в «/)).toBeTruthy();
    expect(saving().disabled).toBe(true);
    change('Клавіша', '7');
    change('Назва: Українська', 'Вітання');
    fireEvent.click(saving());
    await waitFor(() => expect(app.fake.row('button', 'greet')).toMatchObject({ key: '7', label: { uk: 'Вітання' } }));
  });

  it('[c5] one is made from nothing: what it lacks is told at the attempt, then it does what was chosen, in that order', async () => {
    await openButtons();
    fireEvent.click(screen.getByRole('button', { name: 'Додати кнопку' }));
    const field = await screen.findByLabelText('Назва: Українська');
    await waitFor(() => expect((field as HTMLInputElement).value).toBe(''));
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.submit(field.closest('form')!);
    expect((await screen.findAllByRole('alert')).map((one) => one.textContent)).toEqual(['Дайте кнопці назву', 'Додайте хоча б одну дію']);
    expect(saved('dictionary.save')).toHaveLength(0);

    change('Назва: Українська', 'Передзвонити');
    change('Додати дію', 'task');
    change('Додати дію', 'send');
    change('Додати дію', 'move');
    expect(screen.getAllByRole('alert').map((one) => one.textContent)).toEqual(['Напишіть, що за задача', 'Оберіть, який текст надсилати', 'Оберіть етап цієї воронки']);
    change('Задача: Українська', 'Дзвінок');
    change('Через скільки хвилин', '20');
    change('Чия', 'presser');
    change('Текст', 'storage');
    change('Етап', 'details');
    expect(screen.queryByRole('alert')).toBeNull();
    const does = part('Робить');
    fireEvent.click(within(does).getByRole('button', { name: 'Раніше: надсилає текст' }));
    fireEvent.click(screen.getByRole('button', { name: 'вибрані етапи' }));
    expect(await screen.findByText('Оберіть хоча б один етап')).toBeTruthy();
    const stages = screen.getAllByRole('group', { name: 'вибрані етапи' }).at(-1)!;
    fireEvent.click(within(stages).getByRole('button', { name: 'Нова заявка' }));
    fireEvent.click(saving());
    await waitFor(() => expect(saved('dictionary.save')).toHaveLength(1));
    const { body } = saved('dictionary.save')[0] as unknown as { body: { id: string } };
    expect(body).toMatchObject({
      label: { uk: 'Передзвонити', en: 'Передзвонити' }, key: null, stages: ['new'], funnel: 'sales',
      actions: [{ do: 'send', script: 'storage' }, { do: 'task', title: { uk: 'Дзвінок', en: 'Дзвінок' }, dueMinutes: 20, who: 'presser' }, { do: 'move', stage: 'details' }],
    });
    await waitFor(() => expect(names().some((name) => name.includes('Передзвонити'))).toBe(true));
    expect((screen.getByLabelText('Назва: Українська') as HTMLInputElement).value).toBe('Передзвонити');
  });

  it('[c5] a list of texts is offered by groups or by name; a field is set to what it can hold', async () => {
    await openButtons();
    fireEvent.click(within(list()).getByRole('button', { name: /Скрипти розмови/ }));
    const offered = await screen.findByRole('group', { name: 'за групами' });
    expect(within(offered).getAllByRole('button', { pressed: true }).map((button) => button.textContent)).toEqual(['Розмова', 'Відгук']);
    fireEvent.click(screen.getByRole('button', { name: 'вибрані' }));
    expect(await screen.findByText('Оберіть хоча б один текст або групу')).toBeTruthy();
    fireEvent.click(within(screen.getAllByRole('group', { name: 'вибрані' }).at(-1)!).getByRole('button', { name: 'Скільки зберігається?' }));
    change('Додати дію', 'set');
    change('Поле', 'guests');
    change('Значення', 'багато');
    expect(await screen.findByText('Такого значення поле мати не може')).toBeTruthy();
    change('Значення', '12');
    fireEvent.click(saving());
    await waitFor(() => expect(app.fake.row('button', 'talk')?.actions).toEqual([{ do: 'offer', scripts: ['storage'] }, { do: 'set', field: 'guests', value: 12 }]));
  });

  it('[c5] one is switched off and stands apart; the order is changed by a press or Alt with an arrow, and what is being written stays', async () => {
    await openButtons();
    change('Назва: Українська', 'Ще не збережено');
    const before = names();
    fireEvent.click(screen.getByRole('button', { name: 'Пересунути кнопку нижче' }));
    await waitFor(() => expect(names().slice(0, 2)).toEqual([before[1], before[0]]));
    expect(saved('button.order')).toHaveLength(1);
    expect((screen.getByLabelText('Назва: Українська') as HTMLInputElement).value).toBe('Ще не збережено');
    const chosen = within(list()).getAllByRole('button').find((button) => button.getAttribute('aria-current') === 'page')!;
    fireEvent.keyDown(chosen, { code: 'ArrowUp', altKey: true });
    await waitFor(() => expect(names()).toEqual(before));
    fireEvent.click(screen.getByRole('switch', { name: 'Кнопка увімкнена' }));
    fireEvent.click(saving());
    await waitFor(() => expect(app.fake.row('button', 'greet')?.active).toBe(false));
    expect(await screen.findByText('вимкнена')).toBeTruthy();
    useView.getState().go('inbox');
    useView.getState().openConversation(fakeId(5, 1));
    await waitFor(() => expect(document.querySelector('.scripts')?.textContent).toContain('Скрипти Укр'));
    expect(document.querySelector('.scripts')?.textContent).not.toContain('Ще не збережено');
    pressKey('Digit1', { target: document.body });
    expect(saved('button.pressAndTake')).toHaveLength(0);
  });

  it('[c5] another console’s change shows at once; a refusal of the server is said and nothing is lost', async () => {
    await openButtons();
    app.fake.patch('button', 'price', { label: { en: 'Sum', uk: 'Сума' } });
    await waitFor(() => expect(names().some((name) => name.startsWith('Сума'))).toBe(true));
    change('Назва: Українська', 'Вітання');
    app.fake.refuseNext('dictionary.save', refuse('key_taken', { buttonId: 'price' }));
    fireEvent.click(saving());
    expect(await screen.findByText(/вже має інша кнопка/)).toBeTruthy();
    expect((screen.getByLabelText('Назва: Українська') as HTMLInputElement).value).toBe('Вітання');
    expect(app.fake.row('button', 'greet')?.label.uk).toBe('Привітання');
  });
});
