// R5: opens a file of a conversation in the system's own program: by its hash, so the page brings no bytes; under a safe name with an ending
// of the list; in a folder of our own, which is emptied at the next start.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenOutcome } from '#shared/port/desktop.ts';
import { openableName } from '#shared/port/openable.ts';
import type { Media } from './protocol.ts';

/** How office programs' files begin. They read an old format under a new ending too, and the old ones may hold macros. */
const beginnings: Record<string, string> = { pdf: '%PDF-', docx: 'PK\u0003\u0004', xlsx: 'PK\u0003\u0004', pptx: 'PK\u0003\u0004' };

const isWhatItSays = (name: string, bytes: Uint8Array): boolean => {
  const beginning = beginnings[name.slice(name.lastIndexOf('.') + 1)];
  return beginning === undefined || Buffer.from(bytes.subarray(0, beginning.length)).toString('latin1') === beginning;
};

export interface AttachmentsDeps {
  /** Where the files are written; made when needed. */
  folder: string;
  /** Bytes by hash; null when the console has none. */
  media: (hash: string) => Promise<Media | null>;
  /** '' when it was opened, else what went wrong. */
  openPath: (path: string) => Promise<string>;
  platform: NodeJS.Platform;
  log: (line: string) => void;
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');

export const createAttachments = ({ folder, media, openPath, platform, log }: AttachmentsDeps) => {
  /** Each opening has a file of its own: one that is open elsewhere is not written over. */
  const write = async (name: string, bytes: Uint8Array): Promise<string> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(await mkdtemp(join(folder, 'file-')), name);
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
    // What Windows calls the mark of the web: office programs open such a file protected.
    if (platform === 'win32') await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n');
    return path;
  };
  return {
    /** What was opened last time. A file still held by its program stays until the next start. */
    empty: (): Promise<void> => rm(folder, { recursive: true, force: true }).catch((error: unknown) => log(`attachment: not removed, ${codeOf(error)}`)),
    async open(hash: string, given: string): Promise<OpenOutcome> {
      const name = openableName(given);
      if (name === null) {
        log('attachment: refused, not of the list');
        return 'refused';
      }
      const found = await media(hash);
      if (!found) return 'missing';
      if (!isWhatItSays(name, found.bytes)) {
        log('attachment: refused, not what it says');
        return 'refused';
      }
      try {
        const failure = await openPath(await write(name, found.bytes));
        if (failure === '') return 'opened';
        log('attachment: no program opened it');
      } catch (error) {
        log(`attachment: not written, ${codeOf(error)}`);
      }
      return 'failed';
    },
  };
};
