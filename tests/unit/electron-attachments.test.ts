// R5: what of a client's files is opened, under which name, where, and what is left of it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openableName, withEnding } from '#shared/port/openable.ts';
import { createAttachments } from '../../electron/main/attachments.ts';

describe('names', () => {
  it.each([
    'run.exe', 'run.com', 'run.scr', 'run.msi', 'run.bat', 'run.cmd', 'run.ps1', 'run.vbs', 'run.js', 'run.jse', 'run.wsf', 'run.hta', 'run.jar', 'run.sh', 'run.py', 'run.desktop', 'run.AppImage',
    'run.app', 'run.command', 'run.terminal', 'run.workflow', 'run.lnk', 'run.url', 'run.webloc', 'run.pif', 'run.scf', 'run.library-ms', 'run.search-ms', 'run.settingcontent-ms', 'run.chm', 'run.iso',
    'a.docm', 'a.xlsm', 'a.pptm', 'a.doc', 'a.xls', 'a.ppt', 'a.dotm', 'a.xlsb', 'a.xll', 'a.odt', 'a.ods', 'a.rtf', 'a.csv', 'a.slk', 'a.iqy', 'a.one', 'a.svg', 'a.html', 'a.mht', 'a.xml', 'a.eml', 'a.zip', 'a.7z',
    'рахунок.pdf.exe', 'рахунок.pdf.lnk', 'рахунок\u202Efdp.exe', 'рахунок.pdf .exe', 'a.exe.', 'a.exe. . ', 'a.pdf/run.exe', 'a.pdf\\run.exe', 'a.pdf:run.exe', 'pdf', '.', '..', '', 'a.', 'a.pdf/', 'a.p\u0131f', 'a.ехе', 'a.pdf;',
  ])('[R5] %j is only saved', (name) => expect(openableName(name)).toBeNull());

  it.each([
    ['кошторис.pdf', 'кошторис.pdf'], ['Прайс 2026 (опт).XLSX', 'Прайс 2026 (опт).xlsx'], ['photo_1-2,3+4.jpeg', 'photo_1-2,3+4.jpeg'], ['../../.ssh/a.txt', 'a.txt'], ['C:\\Users\\anna\\a.txt', 'a.txt'],
    ['a.exe:b.pdf', 'a.exe_b.pdf'], ['a.pdf\u0000', 'a.pdf'], ['a\u202Egpj.pdf', 'agpj.pdf'], ['a\u200B.pdf', 'a.pdf'], ['a.pdf. ', 'a.pdf'], ['.pdf', 'file.pdf'], ['...hidden.pdf', 'hidden.pdf'],
    ['$(id) `x` %PATH%.pdf', '_(id) _x_ _PATH_.pdf'], ['-rf.pdf', '-rf.pdf'], ['CON.pdf', '_CON.pdf'], ['lpt1.x.pdf', '_lpt1.x.pdf'], ['console.pdf', 'console.pdf'], ['\uD83D.pdf', 'file.pdf'], ['к\u0438\u0306.pdf', 'кй.pdf'],
    ['голос.ogg', 'голос.ogg'], ['film.MP4', 'film.mp4'],
  ])('[R5] %j is opened as %j', (name, expected) => expect(openableName(name)).toBe(expected));

  it.each([
    ['Файл', 'application/pdf', 'Файл.pdf'], ['Файл', null, 'Файл'], ['Файл', 'application/octet-stream', 'Файл'], ['file.part1', 'application/zip', 'file.part1'], ['рахунок.exe', 'application/pdf', 'рахунок.exe'],
    ['Торт 2.5 кг', 'image/jpeg', 'Торт 2.5 кг.jpg'], ['прайс', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'прайс.xlsx'], ['', 'audio/mpeg', '.mp3'],
  ])('a file named %j whose bytes are %j is %j', (name, type, expected) => expect(withEnding(name, type)).toBe(expected));

  it('[R5] a long name keeps its ending and fits a file system', () => {
    for (const letter of ['a', 'щ', '\u{20000}']) {
      const name = openableName(`${letter.repeat(900)}.docx`)!;
      expect(name.endsWith('.docx')).toBe(true);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    }
  });
});

const hash = 'a'.repeat(64);
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
let data: string;
let opened: string[];
let logged: string[];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'pult-opened-'));
  opened = [];
  logged = [];
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const create = (files: Record<string, string>, more: { platform?: NodeJS.Platform; failure?: string; folder?: string } = {}) =>
  createAttachments({
    folder: more.folder ?? join(data, 'opened'), platform: more.platform ?? 'linux', log: (line) => logged.push(line),
    media: async (wanted) => (wanted in files ? { contentType: 'application/octet-stream', bytes: bytesOf(files[wanted]!) } : null),
    openPath: async (path) => {
      opened.push(path);
      return more.failure ?? '';
    },
  });

describe('opening', () => {
  it('[R5] writes the bytes of the hash into a folder of our own, for the user alone, and opens that file', async () => {
    expect(await create({ [hash]: '%PDF-1.7 рахунок' }).open(hash, '../Рахунок.PDF')).toBe('opened');
    const [path] = opened;
    expect([basename(path!), dirname(dirname(path!))]).toEqual(['Рахунок.pdf', join(data, 'opened')]);
    expect(readFileSync(path!)).toEqual(Buffer.from(bytesOf('%PDF-1.7 рахунок')));
    expect(statSync(path!).mode & 0o777).toBe(0o600);
    for (const folder of [dirname(path!), join(data, 'opened')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(logged).toEqual([]);
  });

  it('[R5] opens the same file anew beside the one a program still holds', async () => {
    const { open } = create({ [hash]: 'text' });
    await open(hash, 'a.txt');
    writeFileSync(opened[0]!, 'edited');
    await open(hash, 'a.txt');
    expect(opened[0]).not.toBe(opened[1]);
    expect(opened.map((path) => readFileSync(path, 'utf8'))).toEqual(['edited', 'text']);
  });

  it.each(['run.exe', 'a.docm', 'рахунок.pdf.lnk'])('[R5] %s is refused before anything is asked or written, and the log does not name it', async (name) => {
    expect(await create({ [hash]: 'MZ' }).open(hash, name)).toBe('refused');
    expect(readdirSync(data)).toEqual([]);
    expect([opened, logged]).toEqual([[], ['attachment: refused, not of the list']]);
  });

  it.each([['a.docx', '\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1'], ['a.xlsx', '<html>'], ['a.pptx', '{\\rtf1'], ['a.pdf', 'MZ'], ['рахунок.1.pdf', 'MZ'], ['a.docx', ''], ['a.pdf', '%PDF']])(
    '[R5] %s that begins with %j is not what it says: an old office file may hold macros', async (name, beginning) => {
      expect(await create({ [hash]: beginning }).open(hash, name)).toBe('refused');
      expect([opened, readdirSync(data), logged]).toEqual([[], [], ['attachment: refused, not what it says']]);
    });

  it('[R5] a file that is out of reach is missing', async () => {
    expect(await create({}).open(hash, 'a.txt')).toBe('missing');
    expect([opened, readdirSync(data)]).toEqual([[], []]);
  });

  it('[R5] a system without a program for it, and a disk that takes nothing, have failed with a code and no name', async () => {
    expect(await create({ [hash]: 'text' }, { failure: 'no application for /home/anna/a.txt' }).open(hash, 'a.txt')).toBe('failed');
    writeFileSync(join(data, 'file'), '');
    expect(await create({ [hash]: 'text' }, { folder: join(data, 'file') }).open(hash, 'a.txt')).toBe('failed');
    expect(logged[0]).toBe('attachment: no program opened it');
    expect(logged[1]).toMatch(/^attachment: not written, (EEXIST|ENOTDIR)$/);
  });

  it('[R5] on Windows the file says that it came from outside', async () => {
    await create({ [hash]: 'PK\u0003\u0004' }, { platform: 'win32' }).open(hash, 'a.docx');
    expect(readFileSync(`${opened[0]}:Zone.Identifier`, 'utf8')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n');
  });
});

describe('the folder', () => {
  it('[R5] is emptied at the next start, and nothing a link in it leads to', async () => {
    mkdirSync(join(data, 'team'));
    writeFileSync(join(data, 'team', 'team.db'), 'rows');
    const first = create({ [hash]: 'text' });
    await first.open(hash, 'a.txt');
    symlinkSync(join(data, 'team'), join(data, 'opened', 'team'));
    await create({}).empty();
    expect(readdirSync(data)).toEqual(['team']);
    expect(readFileSync(join(data, 'team', 'team.db'), 'utf8')).toBe('rows');
    symlinkSync(join(data, 'team'), join(data, 'opened'));
    await create({}).empty();
    expect(readdirSync(join(data, 'team'))).toEqual(['team.db']);
    expect(logged).toEqual([]);
  });
});
