// R5: links to a conversation, from what the system hands over to what the page is told.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conversationLink, isLinkLike, linkScheme, readConversationLink } from '#shared/port/link.ts';
import { readFlags } from '../../electron/main/flags.ts';
import { claimLinks, createLinks } from '../../electron/main/links.ts';
import { judge } from '../../electron/main/open-outside.ts';

const id = '0192f3a0-0005-7000-8000-000000000004';
const other = '0192f3a0-0005-7000-8000-000000000005';

const evil = [
  'pult://', 'pult://conversation', 'pult://conversation/', 'pult://conversation/1', `pult://conversation/${id}?take=1`, `pult://conversation/${id}#x`, `pult://conversation/${id}/take`,
  `pult://conversation/${id}//`, `pult://deal/${id}`, `pult://anna@conversation/${id}`, `pult://conversation:80/${id}`, `pult:conversation/${id}`, `pult:///conversation/${id}`,
  `pult://conversation/..%2f${id}`, `pult://conversation/${id}\n`, `pult://conversation/${id}" --server http://evil.example`, `pult://conversation/${id}\u0000`, ` pult://conversation/${id}`,
  `https://conversation/${id}`, `javascript:pult://conversation/${id}`, `pult://conversation/${'a'.repeat(3000)}`, '', `pult://conversation/${id.replaceAll('-', '')}`,
];

describe('the form of a link', () => {
  it('[R5] is one conversation, there and back', () => {
    expect(conversationLink(id)).toBe(`pult://conversation/${id}`);
    expect(readConversationLink(conversationLink(id))).toBe(id);
    // A browser writes scheme and host small, another program may not; a slash at the end is some browsers' doing.
    expect(readConversationLink(`PULT://Conversation/${id.toUpperCase()}/`)).toBe(id);
  });

  it.each(evil)('[R5] %j carries more than an id, or none', (text) => expect(readConversationLink(text)).toBeNull());

  it('[R5] a link of ours in a message does not go out to the system', () => expect(judge(conversationLink(id))).toBeNull());
});

const start = (argv: string[] = []) => {
  const app = new EventEmitter();
  const logged: string[] = [];
  let told = 0;
  const links = createLinks((line) => logged.push(line));
  links.listen(app as never, argv);
  links.onLink(() => (told += 1));
  return { app, links, logged, told: () => told };
};

describe('links that come', () => {
  it('[R5] one that Pult was started with waits until the page asks, and is given once', () => {
    const { links, logged } = start(['/opt/pult', '--', conversationLink(id)]);
    expect(links.take()).toBe(id);
    expect(links.take()).toBeNull();
    expect(logged).toEqual([]);
  });

  it('[R5] one that a second start brought is told of, wherever it stands among the arguments', () => {
    const { app, links, told } = start();
    app.emit('second-instance', {}, ['electron', conversationLink(id), '--allow-file-access-from-files', '--original-process-start-time=1'], '/');
    expect([told(), links.take()]).toEqual([1, id]);
    app.emit('second-instance', {}, ['electron', '--data', '/x'], '/');
    expect([told(), links.take()]).toEqual([1, null]);
  });

  it('[R5] one of macOS is told of, the newest wins, and the system need do no more', () => {
    const { app, links } = start();
    let prevented = 0;
    for (const one of [other, id]) app.emit('open-url', { preventDefault: () => (prevented += 1) }, conversationLink(one));
    expect([prevented, links.take(), links.take()]).toEqual([2, id, null]);
  });

  it.each(evil.filter((text) => isLinkLike(text)))('[R5] %j is ignored with one line that does not repeat it', (text) => {
    const { app, links, logged, told } = start([text]);
    app.emit('second-instance', {}, ['electron', text], '/');
    app.emit('open-url', { preventDefault: () => {} }, text);
    expect([links.take(), told()]).toEqual([null, 0]);
    expect(logged).toEqual(Array.from({ length: 3 }, () => 'link: ignored, not one of ours'));
  });

  it('[R5] a bad one does not take away a good one that still waits', () => {
    const { links } = start([conversationLink(id), 'pult://x']);
    expect(links.take()).toBe(id);
  });

  it('[R5] brings no flags along: nothing is read behind a link or behind `--`', () => {
    const smuggled = ['--server', 'http://evil.example', '--invite', 'code', '--data', '/tmp/evil', '--demo', '--window-mark', '/home/anna/.bashrc'];
    const none = { data: null, forConsole: [], windowMark: null };
    expect(readFlags([conversationLink(id), ...smuggled])).toEqual(none);
    expect(readFlags(['PULT:x', ...smuggled])).toEqual(none);
    expect(readFlags(['--', ...smuggled])).toEqual(none);
    expect(readFlags(['--port', '5000', '--', ...smuggled])).toEqual({ ...none, forConsole: ['--port', '5000'] });
  });
});

describe('who opens links', () => {
  const claimed = (bare: boolean): unknown[] => {
    const args: unknown[] = [];
    claimLinks({ getAppPath: () => '/src/pult', setAsDefaultProtocolClient: (...given) => args.push(...given) > 0 }, bare);
    return args;
  };
  it('[R5] the installed program, or the folder it runs from; behind `--` the system appends the link', () => {
    expect(claimed(false)).toEqual(['pult', process.execPath, ['--']]);
    expect(claimed(true)).toEqual(['pult', process.execPath, ['/src/pult', '--']]);
  });

  it('[R5] the packed program names the same scheme to Linux and macOS, which read it from the package', () => {
    const packed = readFileSync(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8');
    expect(/^protocols:\n  - name: Pult\n(?:    .*\n)*?    schemes: \[(.*)\]$/m.exec(packed)?.[1]).toBe(linkScheme);
  });
});
