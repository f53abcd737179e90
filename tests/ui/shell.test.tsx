/** The window as a person meets it: gates, rail, keys, palette, sheet, banners, undo, calls for attention. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Inbox, ScrollText } from 'lucide';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Feature } from '#renderer/data/feature.ts';
import { usePress, useOfferUndo } from '#renderer/data/use-press.ts';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import { inboxPage } from '#shared/queries/registry.ts';
import type { InboxRow } from '#shared/queries/rows.ts';
import { fakeId } from '#tests/ui/fake-data.ts';
import { pressKey, renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

const filter = { view: 'owed', accountId: null, stageId: null, unreadOnly: false } as const;
const idOf = (row: InboxRow): string => row.conversationId;

/** A feature of the thinnest kind, so that these tests are about the shell. */
function ListPane(): ReactNode {
  const rows = useQuery(inboxPage, { filter, after: null, limit: 50 }).value?.rows ?? [];
  const selectedId = useView((state) => state.conversationId);
  const open = useView((state) => state.openConversation);
  return (
    <VirtualList label="rows" rows={rows} idOf={idOf} heightOf={() => 56} selectedId={selectedId} open={(row) => open(row.conversationId)} openOnMove
      renderRow={(row, state) => <div id={state.optionId} role="option" aria-selected={state.selected} tabIndex={-1}><SafeText text={row.name} /></div>} />
  );
}

function Conversation(props: { conversationId: string }): ReactNode {
  const press = usePress();
  const offerUndo = useOfferUndo();
  const take = async (): Promise<void> => {
    const answer = await press('conversation.take', { conversationId: props.conversationId }, { label: 'Взяти' });
    if (answer.ok) offerUndo(answer.commandId, 'Взято');
  };
  useAction('conversation.take', () => void take());
  if (props.conversationId === fakeId(5, 3)) throw new Error('a pane that breaks');
  return <textarea aria-label="composer" defaultValue={props.conversationId} />;
}

const features: Feature[] = [{
  id: 'thin',
  sections: [
    { section: 'inbox', icon: Inbox, labelKey: 'rail.inbox', order: 1, place: 'list', count: (counts) => ({ n: counts.owed, alarm: counts.late > 0 }), Pane: ListPane },
    { section: 'chronicle', icon: ScrollText, labelKey: 'rail.chronicle', order: 2, place: 'wide', Pane: () => <p>хроніка тут</p> },
  ],
  Conversation,
  Card: (props) => <p>картка {props.conversationId}</p>,
  FirstRun: () => <h1>перший запуск</h1>,
}];

let app: RenderedApp;
afterEach(() => app.unmount());

describe('ways in', () => {
  it('a key that is not valid says so and shows nothing of the team', async () => {
    app = await renderApp({ features, auth: { t: 'auth', key: 'bad' } });
    expect((await screen.findByRole('alert')).textContent).toContain('Pult');
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(app.fake.heard.every((frame) => frame.t === 'auth')).toBe(true);
  });

  it('without a team the first run stands instead of the window', async () => {
    app = await renderApp({ features, host: { ready: false } });
    expect(await screen.findByRole('heading', { name: 'перший запуск' })).toBeTruthy();
    expect(screen.queryByRole('navigation')).toBeNull();
  });
});

describe('rail, title, top bar', () => {
  it('[c11] the rail and the title count who is owed an answer, and the count follows the rows', async () => {
    app = await renderApp({ features });
    const inbox = await screen.findAllByRole('button', { name: /Вхідні/ });
    await waitFor(() => expect(within(inbox[0]!).getByText('9').className).toContain('alarm'));
    expect(document.title).toBe('(9) Вхідні · Pult');
    app.fake.patch('conversation', fakeId(5, 1), { owedSince: null, clockLevel: 0 });
    await waitFor(() => expect(document.title).toBe('(8) Вхідні · Pult'));
  });

  it('[x1] a server that does not answer is a banner and a mark, never a closed window', async () => {
    app = await renderApp({ features });
    await screen.findByText(/Звірено/);
    app.fake.status({ state: 'offline', pending: 2 });
    expect(await screen.findByText(/2 дії в черзі надішлються самі/)).toBeTruthy();
    expect(screen.getByText('Немає сервера')).toBeTruthy();
    expect(screen.getByRole('listbox', { name: 'rows' })).toBeTruthy();
  });

  it('[x1] a lost console is said, reconnects by itself, asks everything anew and repeats what was not answered', async () => {
    app = await renderApp({ features });
    await screen.findByRole('option', { name: 'Юлія Романюк' });
    app.cut();
    expect(await screen.findByText(/втратило звʼязок/)).toBeTruthy();
    const press = app.connection.command({ name: 'conversation.take', input: { conversationId: fakeId(5, 1) }, commandId: fakeId(20, 1), label: '' });
    app.fake.patch('contact', fakeId(4, 1), { name: 'Юлія нова' });
    app.mend();
    expect(await screen.findByRole('option', { name: 'Юлія нова' })).toBeTruthy();
    expect((await press).ok).toBe(true);
    await waitFor(() => expect(screen.queryByText(/втратило звʼязок/)).toBeNull());
  });
});

describe('keys', () => {
  it('[x5] J and K move by place of the key: a Cyrillic layout presses the same', async () => {
    app = await renderApp({ features });
    await screen.findByRole('option', { name: 'Юлія Романюк' });
    pressKey('KeyJ', { key: 'о', target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 1)));
    pressKey('KeyJ', { key: 'о', target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 2)));
    pressKey('KeyK', { key: 'л', target: document.body });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 1)));
    expect(screen.getByRole('listbox').getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { selected: true }).id);
  });

  it('[x5] single keys type in a text field and act outside of it; chords act in both', async () => {
    app = await renderApp({ features });
    useView.getState().openConversation(fakeId(5, 1));
    const composer = await screen.findByLabelText('composer');
    pressKey('KeyT', { target: composer });
    expect(app.fake.heard.some((frame) => frame.t === 'command')).toBe(false);
    pressKey('KeyK', { ctrl: true, target: composer });
    expect(await screen.findByRole('combobox')).toBeTruthy();
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Escape', code: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('combobox')).toBeNull());
    pressKey('KeyT', { target: document.body });
    await waitFor(() => expect(app.fake.heard.some((frame) => frame.t === 'command' && frame.name === 'conversation.take')).toBe(true));
  });

  it('[x5] one switch turns single keys off; a changed key works and the old one does not', async () => {
    app = await renderApp({ features, settings: { singleKeys: false, keys: { 'go.chronicle': 'Ctrl+J' } } });
    await screen.findByRole('option', { name: 'Юлія Романюк' });
    pressKey('KeyJ', { target: document.body });
    expect(useView.getState().conversationId).toBeNull();
    pressKey('KeyJ', { ctrl: true, target: document.body });
    expect(await screen.findByText('хроніка тут')).toBeTruthy();
  });

  it('[x5] G then C goes to the chronicle, and the open conversation stays where it is', async () => {
    app = await renderApp({ features });
    useView.getState().openConversation(fakeId(5, 1));
    const composer = await screen.findByLabelText('composer');
    fireEvent.change(composer, { target: { value: 'чернетка' } });
    pressKey('KeyG', { target: document.body });
    pressKey('KeyC', { target: document.body });
    expect(await screen.findByText('хроніка тут')).toBeTruthy();
    expect(screen.getByLabelText('composer')).toBe(composer);
    expect((screen.getByLabelText('composer') as HTMLTextAreaElement).value).toBe('чернетка');
    expect(screen.queryByText(/картка/)).toBeNull();
  });

  it('[x5] the sheet lists every section and the key of every action as it is now', async () => {
    app = await renderApp({ features, settings: { keys: { 'conversation.take': 'Q' } } });
    await screen.findByRole('option', { name: 'Юлія Романюк' });
    pressKey('Slash', { shift: true, target: document.body });
    const sheet = await screen.findByRole('dialog', { name: 'Клавіші' });
    expect(within(sheet).getByText('Взяти').parentElement!.textContent).toBe('ВзятиQ');
    expect(within(sheet).getByText('Шукати всюди').parentElement!.textContent).toBe('Шукати всюдиCtrlShiftF');
  });
});

describe('palette', () => {
  it('[x5] finds a person, marks the hit, opens by Enter', async () => {
    app = await renderApp({ features });
    await screen.findByRole('option', { name: 'Юлія Романюк' });
    pressKey('KeyK', { ctrl: true, target: document.body });
    const input = await screen.findByRole('combobox');
    fireEvent.change(input, { target: { value: 'ткач' } });
    const list = await screen.findByRole('listbox', { name: 'Пошук і команди' });
    await within(list).findByText('Ткач');
    expect(within(list).getByText('Ткач').closest('mark')).toBeTruthy();
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(useView.getState().conversationId).toBe(fakeId(5, 4)));
  });

  it('[x5] offers only commands that would do something now, each with its key, and runs one', async () => {
    app = await renderApp({ features });
    useView.getState().openConversation(fakeId(5, 1));
    await screen.findByLabelText('composer');
    pressKey('KeyK', { ctrl: true, target: document.body });
    const input = await screen.findByRole('combobox');
    fireEvent.change(input, { target: { value: 'взяти' } });
    const option = await screen.findByRole('option', { name: /Взяти/ });
    expect(option.textContent).toContain('T');
    expect(screen.queryByRole('option', { name: /Віддати/ })).toBeNull();
    fireEvent.click(option);
    await waitFor(() => expect(app.fake.row('conversation', fakeId(5, 1))?.seatId).not.toBeNull());
  });
});

describe('presses', () => {
  it('[q3] a refusal of the server is told in words with the name of who was first', async () => {
    app = await renderApp({ features });
    app.fake.refuseNext('conversation.take', { ok: false, code: 'taken_by_other', data: { seatId: fakeId(3, 1) } });
    useView.getState().openConversation(fakeId(5, 1));
    await screen.findByLabelText('composer');
    pressKey('KeyT', { target: document.body });
    expect(await screen.findByText(/Взяти: Уже взято: веде Катерина Лисенко/)).toBeTruthy();
  });

  it('[c5] the last press can be taken back by its button and by Ctrl+Z, once', async () => {
    app = await renderApp({ features });
    useView.getState().openConversation(fakeId(5, 1));
    await screen.findByLabelText('composer');
    pressKey('KeyT', { target: document.body });
    expect(await screen.findByText('Взято')).toBeTruthy();
    await waitFor(() => expect(app.fake.row('conversation', fakeId(5, 1))?.seatId).not.toBeNull());
    pressKey('KeyZ', { ctrl: true, target: document.body });
    await waitFor(() => expect(app.fake.row('conversation', fakeId(5, 1))?.seatId).toBeNull());
    expect(await screen.findByText('Скасовано')).toBeTruthy();
    pressKey('KeyZ', { ctrl: true, target: document.body });
    expect(app.fake.heard.filter((frame) => frame.t === 'command' && frame.name === 'command.undo')).toHaveLength(1);
  });

  it('[c5] Ctrl+Z in a field with words in it is the field’s own', async () => {
    app = await renderApp({ features });
    useView.getState().openConversation(fakeId(5, 1));
    const composer = await screen.findByLabelText('composer');
    pressKey('KeyT', { target: document.body });
    await screen.findByText('Взято');
    pressKey('KeyZ', { ctrl: true, target: composer });
    expect(app.fake.heard.some((frame) => frame.t === 'command' && frame.name === 'command.undo')).toBe(false);
  });
});

describe('settings live', () => {
  it('[x4] language and theme change on the spot and are kept', async () => {
    app = await renderApp({ features });
    await screen.findByText(/Звірено/);
    fireEvent.click(screen.getByRole('button', { name: 'Людина й вікно' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /English/ }));
    expect(await screen.findByText(/Checked/)).toBeTruthy();
    expect(document.documentElement.lang).toBe('en');
    pressKey('KeyL', { ctrl: true, shift: true, target: document.body });
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
    await waitFor(() => expect(app.fake.settings).toMatchObject({ language: 'en', theme: 'dark' }));
  });
});

describe('what breaks and what calls', () => {
  it('a pane that breaks says so; list and rail go on, and the next conversation opens', async () => {
    const quiet = console.error;
    console.error = () => undefined;
    app = await renderApp({ features });
    useView.getState().openConversation(fakeId(5, 3));
    expect(await screen.findByText('Ця частина зламалася')).toBeTruthy();
    expect(screen.getByRole('option', { name: 'Юлія Романюк' })).toBeTruthy();
    useView.getState().openConversation(fakeId(5, 1));
    expect(await screen.findByLabelText('composer')).toBeTruthy();
    console.error = quiet;
  });

  it('[c9] a new message of a client calls by a notice without its text, when the window is not looked at', async () => {
    document.hasFocus = () => false;
    app = await renderApp({ features });
    await screen.findByRole('option', { name: 'Юлія Романюк' });
    const before = app.fake.row('conversation', fakeId(5, 9))!;
    const messageId = fakeId<InboxRow['conversationId']>(7, 9999) as never;
    app.fake.patch('conversation', fakeId(5, 9), { lastIn: { ...before.lastIn!, messageId, text: 'таємниця' }, last: { ...before.last!, messageId, text: 'таємниця' } });
    await waitFor(() => expect(app.notices).toHaveLength(1));
    expect(app.notices[0]!.title).toBe('Пише Alina Brown');
    expect(JSON.stringify(app.notices[0])).not.toContain('таємниця');
    app.notices[0]!.onClick();
    expect(useView.getState().conversationId).toBe(fakeId(5, 9));
  });
});
