/** Small parts on their own: the list of any length, the clock, strangers' text, tabs, fields, dialogs. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { WordsProvider } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Clock } from '#renderer/ui/Clock.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { createKeyMap } from '#renderer/ui/keys/key-map.ts';
import { Menu } from '#renderer/ui/Menu.tsx';
import { Owner } from '#renderer/ui/Owner.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { Tabs } from '#renderer/ui/Tabs.tsx';
import { UiProvider } from '#renderer/ui/UiProvider.tsx';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import { giveLayout } from '#tests/ui/render-app.tsx';

afterEach(cleanup);

function dressed(children: ReactNode): { keys: ReturnType<typeof createKeyMap>; node: ReactNode } {
  giveLayout(560);
  const keys = createKeyMap({ mac: false, now: () => 0 });
  const value = { mediaUrl: (hash: string) => `/media/${hash}`, clock: { id: 'answer' as const, warningMs: 120_000, alarmMs: 180_000, escalationMs: 300_000 }, hours: [], zone: 'Europe/Kyiv', keys };
  return { keys, node: <WordsProvider language="uk" zone="Europe/Kyiv"><UiProvider value={value}>{children}</UiProvider></WordsProvider> };
}
const press = (keys: ReturnType<typeof createKeyMap>, code: string): boolean => keys.press({ code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }, false);

interface Row { id: string; line?: true }
const many = (from: number, to: number): Row[] => Array.from({ length: to - from }, (_, at) => ({ id: `r${from + at}` }));

function List(props: { rows: Row[]; opened: string[]; restoreKey?: string }): ReactNode {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <VirtualList label="рядки" rows={props.rows} idOf={(row) => row.id} heightOf={(row) => (row.line ? 24 : 56)} selectedId={selected} passive={(row) => row.line === true} openOnMove
      {...(props.restoreKey ? { restoreKey: props.restoreKey } : {})}
      open={(row) => {
        props.opened.push(row.id);
        setSelected(row.id);
      }}
      renderRow={(row, state) => <div id={state.optionId} role={row.line ? 'presentation' : 'option'} aria-selected={state.selected}>{row.id}</div>} />
  );
}

describe('list of any length', () => {
  it('[x5] is one listbox with one tab stop that draws only what is seen', () => {
    render(dressed(<List rows={many(0, 10_000)} opened={[]} />).node);
    expect(screen.getByRole('listbox').tabIndex).toBe(0);
    const drawn = screen.getAllByRole('option').length;
    expect(drawn).toBeGreaterThanOrEqual(10);
    expect(drawn).toBeLessThan(30);
  });

  it('[x5] keys pass over separators, stop at the ends, and bring the row into view', async () => {
    const { keys, node } = dressed(<List rows={[{ id: 'a' }, { id: '—', line: true }, { id: 'b' }, ...many(0, 40)]} opened={[]} />);
    const opened: string[] = [];
    render(dressed(<List rows={[{ id: 'a' }, { id: '—', line: true }, { id: 'b' }]} opened={opened} />).node).unmount();
    render(node);
    const box = screen.getByRole('listbox');
    const current = (): string | null => box.querySelector('.is-current')?.textContent ?? null;
    for (const wanted of ['a', 'b', 'r0']) {
      press(keys, 'KeyJ');
      await waitFor(() => expect(current()).toBe(wanted));
    }
    fireEvent.keyDown(box, { key: 'End' });
    await waitFor(() => expect(box.scrollTop).toBe(56 + 24 + 56 + 40 * 56 - 560));
    fireEvent.keyDown(box, { key: 'Home' });
    await waitFor(() => expect(box.scrollTop).toBe(0));
    press(keys, 'KeyK');
    await waitFor(() => expect(current()).toBe('a'));
  });

  it('[c5] a row that moved away between press and release is the one that opens; a press on nothing opens nothing, whatever was pressed before', () => {
    const opened: string[] = [];
    const view = render(dressed(<List rows={many(0, 5)} opened={opened} />).node);
    const space = screen.getByRole('listbox').querySelector('.vspace')!;
    fireEvent.pointerDown(screen.getByText('r1'));
    // What is under the pointer at the release is another row: the browser gives the click to what holds both.
    view.rerender(dressed(<List rows={[{ id: 'new' }, ...many(0, 5)]} opened={opened} />).node);
    fireEvent.click(space);
    expect(opened).toEqual(['r1']);
    // Pressed, drawn off the list and let go there: that press is over.
    fireEvent.pointerDown(screen.getByText('r2'));
    fireEvent.pointerDown(space);
    fireEvent.click(space);
    expect(opened).toEqual(['r1']);
    fireEvent.pointerDown(screen.getByText('r3'));
    fireEvent.click(screen.getByText('r3'));
    expect(opened).toEqual(['r1', 'r3']);
  });

  it('rows that arrive above do not push what is being read; at the top they are seen', async () => {
    const { node } = dressed(<List rows={many(10, 200)} opened={[]} />);
    const view = render(node);
    const box = screen.getByRole('listbox');
    box.scrollTop = 20 * 56 + 10;
    fireEvent.scroll(box);
    view.rerender(dressed(<List rows={many(7, 200)} opened={[]} />).node);
    await waitFor(() => expect(box.scrollTop).toBe(23 * 56 + 10));
    box.scrollTop = 0;
    fireEvent.scroll(box);
    view.rerender(dressed(<List rows={many(0, 200)} opened={[]} />).node);
    expect(box.scrollTop).toBe(0);
  });

  it('starts where it was left', () => {
    const first = render(dressed(<List rows={many(0, 300)} opened={[]} restoreKey="place" />).node);
    const box = screen.getByRole('listbox');
    box.scrollTop = 5600;
    fireEvent.scroll(box);
    first.unmount();
    render(dressed(<List rows={many(0, 300)} opened={[]} restoreKey="place" />).node);
    expect(screen.getByText('r100')).toBeTruthy();
  });
});

describe('dialog and the focus', () => {
  function Asked(): ReactNode {
    const [open, setOpen] = useState(false);
    return (
      <>
        <TextField label="нотатка" />
        <Button onClick={() => setOpen(true)}>питання</Button>
        {open && <Dialog open close={() => setOpen(false)} title="Точно?"><Button>так</Button></Dialog>}
      </>
    );
  }
  const closed = async (): Promise<void> => {
    const dialog = await screen.findByRole('dialog');
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    fireEvent.keyDown(document.activeElement!, { key: 'Escape', code: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  };

  it('[x5] returns where it was; opened from nowhere it leaves the focus nowhere, not in a field that would take the next keys as its text', async () => {
    render(dressed(<Asked />).node);
    const field = screen.getByLabelText('нотатка');
    const button = screen.getByRole('button', { name: 'питання' });
    button.focus();
    fireEvent.click(button);
    await closed();
    await waitFor(() => expect(document.activeElement).toBe(button));
    field.focus();
    field.blur();
    fireEvent.click(button);
    await closed();
    await new Promise(requestAnimationFrame);
    expect(document.activeElement).toBe(document.body);
  });
});

describe('menu', () => {
  const menu = (chosen: string[]): ReactNode => (
    <Menu trigger={<Button>Ще</Button>} entries={['один', 'два'].map((label) => ({ label, run: () => void chosen.push(label) }))} />
  );
  const lit = (): string[] => screen.getAllByRole('menuitem').filter((item) => item.hasAttribute('data-highlighted')).map((item) => item.textContent ?? '');

  it('[x5] opened for the first time by a key, its first entry is the chosen one: Enter does it; again the same', async () => {
    const chosen: string[] = [];
    render(dressed(menu(chosen)).node);
    for (const times of [1, 2]) {
      const button = screen.getByRole('button', { name: 'Ще' });
      button.focus();
      // A key on a button is a press of no pointer.
      fireEvent.click(button, { detail: 0 });
      await waitFor(() => expect(lit()).toEqual(['один']));
      fireEvent.click(screen.getAllByRole('menuitem')[0]!);
      expect(chosen).toHaveLength(times);
      await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    }
  });

  it('[x5] opened for the first time by a pointer, nothing is chosen until the pointer or a key says so', async () => {
    render(dressed(menu([])).node);
    fireEvent.click(screen.getByRole('button', { name: 'Ще' }), { detail: 1 });
    await waitFor(() => expect(screen.getByRole('menu')).toBeTruthy());
    expect(lit()).toEqual([]);
  });
});

describe('[c11] clock', () => {
  it('says its state in words as well as by shape, and never less than the server did', () => {
    const now = Date.now();
    render(dressed(<>
      <Clock owedSince={now - 24_000} level={0} /><Clock owedSince={now - 130_000} level={0} /><Clock owedSince={now - 728_000} level={0} />
      <Clock owedSince={now - 20_000} level={2} /><Clock owedSince={null} level={0} /><Clock owedSince={now} level={0} snoozedUntil={now + 60_000} />
    </>).node);
    const said = screen.getAllByRole('img').map((clock) => clock.getAttribute('aria-label')!.replace(/[\d:]+/, '…'));
    expect(said).toEqual(['чекає …, у нормі', 'чекає …, скоро запізнення', 'чекає …, запізнення', 'чекає …, запізнення', 'відкладено до …']);
    expect(screen.getByText(/пізно 12:0[89]/)).toBeTruthy();
    expect(screen.getByText(/скоро 2:1/)).toBeTruthy();
  });
});

describe('[R23] text of strangers', () => {
  it('is text: markup shows as written, marks are shown, only http links open', () => {
    const { container } = render(dressed(<>
      <SafeText text={'<img src=x onerror=alert(1)>\u202Egpj'} />
      <SafeText kind="text" text={'javascript:alert(1) https://a.example/x'} />
    </>).node);
    expect(container.querySelector('img, script')).toBeNull();
    expect(container.querySelectorAll('bdi')).toHaveLength(2);
    expect(screen.getByTitle('U+202E').textContent).toBe('202E');
    const links = [...container.querySelectorAll('a')];
    expect(links.map((link) => link.href)).toEqual(['https://a.example/x']);
    expect(links[0]!.rel).toContain('noopener');
  });

  it('a name of 100,000 characters is cut, a message of them unfolds on press', async () => {
    render(dressed(<><SafeText text={'а'.repeat(100_000)} /><SafeText kind="text" text={'б'.repeat(100_000)} /></>).node);
    expect(document.body.textContent!.length).toBeLessThan(21_000);
    fireEvent.click(screen.getByRole('button', { name: 'Показати все' }));
    await waitFor(() => expect(document.body.textContent!.length).toBeGreaterThan(100_000));
  });
});

describe('[x5] small controls', () => {
  it('tabs are one stop moved by arrows', () => {
    const chosen: string[] = [];
    render(dressed(<Tabs label="вид" value="a" change={(value) => void chosen.push(value)} tabs={[{ value: 'a', label: 'А', count: 120 }, { value: 'b', label: 'Б' }]} />).node);
    expect(screen.getAllByRole('tab').map((tab) => tab.tabIndex)).toEqual([0, -1]);
    expect(screen.getByText('99+')).toBeTruthy();
    fireEvent.keyDown(screen.getByRole('tablist'), { key: 'ArrowLeft' });
    expect(chosen).toEqual(['b']);
  });

  it('a field says what is wrong to those who do not see it', () => {
    render(dressed(<TextField label="Телефон" wrong="бракує 5 цифр" defaultValue="+380" />).node);
    const input = screen.getByLabelText('Телефон');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(input.getAttribute('aria-describedby')!)!.textContent).toContain('бракує 5 цифр');
  });

  it('a dialog takes the focus, leaves by Esc, and has a name', async () => {
    let closed = 0;
    render(dressed(<Dialog open close={() => { closed += 1; }} title="Задача"><button type="button">усередині</button></Dialog>).node);
    const dialog = await screen.findByRole('dialog', { name: 'Задача' });
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    fireEvent.keyDown(document.activeElement!, { key: 'Escape' });
    expect(closed).toBe(1);
  });

  it('who answers is said, not only drawn', () => {
    render(dressed(<><Owner name="" mine={false} /><Owner name="Ірина Мельник" mine /><Owner name="Катерина Лисенко" mine={false} /></>).node);
    expect(screen.getAllByRole('img').map((owner) => owner.getAttribute('aria-label'))).toEqual(['Ще ніхто не взяв', 'Ваша', 'Веде Катерина Лисенко']);
  });
});
