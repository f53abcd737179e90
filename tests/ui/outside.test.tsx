/** What leads out of the window and into it: the data folder, links to a conversation, documents opened by the system (R5). */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useView } from '#renderer/data/view.ts';
import type { Attachment, MessageBody } from '#shared/model/bodies.ts';
import type { Desktop, OpenOutcome } from '#shared/port/desktop.ts';
import { conversationLink } from '#shared/port/link.ts';
import { sitDown } from '#tests/ui/conversation-desk.tsx';
import type { Desk } from '#tests/ui/conversation-desk.tsx';
import { fakeId } from '#tests/ui/fake-data.ts';

let desk: Desk;
afterEach(() => desk.unmount());

const folder = '/home/olena/.local/share/Pult';
const olena = fakeId<MessageBody['conversationId']>(5, 4);

/** Electron's side at the level of `window.pult`. */
const createDesktop = (outcome: OpenOutcome = 'opened') => {
  const asked: string[] = [];
  const listeners = new Set<(id: string) => void>();
  const desktop: Desktop = {
    openFile: async () => [], saveFile: async () => false, contextMenu: async () => null,
    badge: () => undefined, show: () => undefined,
    showDataFolder: () => void asked.push('folder'),
    openAttachment: async ({ hash, name }) => {
      asked.push(`${hash.slice(0, 2)} ${name}`);
      return outcome;
    },
    onLink: (open) => {
      listeners.add(open);
      return () => void listeners.delete(open);
    },
  };
  return { desktop, asked, listeners, link: (id: string) => listeners.forEach((open) => open(id)) };
};

const openConsolePage = async (): Promise<HTMLElement> => {
  useView.getState().openSettings('console');
  return screen.findByRole('region', { name: 'Про програму' });
};

describe('the data folder', () => {
  it('[R5] is shown at one’s own console, to be copied; a browser cannot open it', async () => {
    desk = await sitDown();
    const about = await openConsolePage();
    expect((within(about).getByLabelText('Папка з даними') as HTMLInputElement).value).toBe(folder);
    expect(within(about).getByRole('button', { name: 'Копіювати' })).toBeTruthy();
    expect(within(about).queryByRole('button', { name: 'Показати папку' })).toBeNull();
  });

  it('[R5] is shown in the file manager where the window has one', async () => {
    const { desktop, asked } = createDesktop();
    desk = await sitDown({ desktop, host: { kind: 'electron' } });
    fireEvent.click(within(await openConsolePage()).getByRole('button', { name: 'Показати папку' }));
    expect(asked).toEqual(['folder']);
  });

  it('[R5] of a server is nobody’s to see in a hosted window', async () => {
    desk = await sitDown({ host: { kind: 'hosted', dataFolder: null } });
    const about = await openConsolePage();
    expect(within(about).queryByLabelText('Папка з даними')).toBeNull();
    expect(about.textContent).toContain('дані лишаються на сервері команди');
  });
});

describe('a link to a conversation', () => {
  it('[R5] opens it from wherever one is, and presses nothing', async () => {
    const { desktop, link } = createDesktop();
    desk = await sitDown({ desktop, host: { kind: 'electron' } });
    await openConsolePage();
    link(olena);
    await waitFor(() => expect(document.querySelector('.convhead')?.textContent).toContain('Олена Ткаченко'));
    expect(useView.getState().section).toBe('inbox');
    const pressed = desk.fake.heard.flatMap((frame) => (frame.t === 'command' ? [frame.name] : []));
    expect(pressed.filter((name) => name !== 'conversation.read')).toEqual([]);
    expect(document.activeElement).not.toBe(desk.composer());
  });

  it('[R5] to one that is not visible says so, and what is open stays', async () => {
    const { desktop, link } = createDesktop();
    desk = await sitDown({ desktop });
    await desk.open('Юлія Романюк');
    for (const id of ['0192f3a0-0005-7000-8000-0000000000ff', 'no id']) {
      link(id);
      expect(await screen.findByText('Посилання веде до розмови, якої немає серед ваших.')).toBeTruthy();
    }
    expect(document.querySelector('.convhead')?.textContent).toContain('Юлія Романюк');
  });

  it('[R5] is heard once, however often the window is drawn, and not after it is gone', async () => {
    const { desktop, listeners } = createDesktop();
    desk = await sitDown({ desktop });
    await openConsolePage();
    fireEvent.click(await screen.findByRole('button', { name: 'English' }));
    await screen.findByRole('heading', { name: 'Settings' });
    expect(listeners.size).toBe(1);
    desk.unmount();
    expect(listeners.size).toBe(0);
  });

  it('[R5] is copied from the conversation’s menu, only where such links open', async () => {
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void copied.push(text) } });
    const { desktop } = createDesktop();
    desk = await sitDown({ desktop, host: { kind: 'electron' } });
    await desk.open('Олена Ткаченко');
    fireEvent.click(within(document.querySelector<HTMLElement>('.convhead')!).getByRole('button', { name: 'Ще' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Копіювати посилання' }));
    expect(await screen.findByText('Посилання скопійовано')).toBeTruthy();
    expect(copied).toEqual([conversationLink(olena)]);
    desk.unmount();
    desk = await sitDown();
    await desk.open('Олена Ткаченко');
    fireEvent.click(within(document.querySelector<HTMLElement>('.convhead')!).getByRole('button', { name: 'Ще' }));
    await screen.findByRole('menuitem', { name: /Шукати в розмові/ });
    expect(screen.queryByRole('menuitem', { name: 'Копіювати посилання' })).toBeNull();
  });
});

describe('a document of a client', () => {
  const documentNamed = (fileName: string | null, contentType: string): Attachment => ({ kind: 'document', hash: 'd'.repeat(64), fileName, contentType, sizeBytes: 2000, width: null, height: null, durationMs: null, missing: null });
  const receive = async (fileName: string | null, contentType = 'application/octet-stream'): Promise<HTMLElement> => {
    desk.fake.put('message', { ...desk.fake.row('message', fakeId(7, 401))!, id: fakeId<MessageBody['id']>(7, 850), kind: 'document', text: '', at: Date.now() - 1000, attachments: [documentNamed(fileName, contentType)] });
    await desk.open('Олена Ткаченко');
    return waitFor(() => {
      const line = document.querySelector<HTMLElement>('.cv-file');
      if (!line) throw new Error('the file is not there');
      return line;
    });
  };

  it('[R5] opens by a press on its name, by hash; it can be saved beside that', async () => {
    const { desktop, asked } = createDesktop();
    desk = await sitDown({ desktop });
    const line = await receive('кошторис.pdf');
    expect((within(line).getByRole('link', { name: 'Зберегти файл…' }) as HTMLAnchorElement).download).toBe('кошторис.pdf');
    fireEvent.click(within(line).getByRole('button', { name: 'кошторис.pdf' }));
    await waitFor(() => expect(asked).toEqual(['dd кошторис.pdf']));
    expect(document.querySelector('.toast')).toBeNull();
  });

  it('[R5] without a name, as networks hand files over, is named by what its bytes are', async () => {
    const { desktop, asked } = createDesktop();
    desk = await sitDown({ desktop });
    const line = await receive(null, 'application/pdf');
    expect((within(line).getByRole('link', { name: 'Зберегти файл…' }) as HTMLAnchorElement).download).toBe('Файл.pdf');
    fireEvent.click(within(line).getByRole('button', { name: 'Файл.pdf' }));
    await waitFor(() => expect(asked).toEqual(['dd Файл.pdf']));
  });

  it.each([['missing', /зараз недоступний/], ['refused', /лише зберегти/], ['failed', /Жодна програма/]] as const)('[R5] one that was not opened (%s) says why', async (outcome, words) => {
    const { desktop } = createDesktop(outcome);
    desk = await sitDown({ desktop });
    fireEvent.click(within(await receive('кошторис.pdf')).getByRole('button', { name: 'кошторис.pdf' }));
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it.each(['прайс.xlsm', 'рахунок.pdf.exe', null])('[R5] %s is only saved', async (fileName) => {
    const { desktop } = createDesktop();
    desk = await sitDown({ desktop });
    const line = await receive(fileName);
    expect(within(line).queryByRole('button')).toBeNull();
    expect(within(line).getByRole('link', { name: fileName ?? 'Файл' }).getAttribute('download')).toBe(fileName ?? 'Файл');
  });

  it('[R5] in a browser it is downloaded, as ever', async () => {
    desk = await sitDown();
    const line = await receive('кошторис.pdf');
    expect(within(line).queryByRole('button')).toBeNull();
    expect(within(line).getByRole('link', { name: 'кошторис.pdf' }).getAttribute('download')).toBe('кошторис.pdf');
  });
});
