/** Backs a store up while its servers go on: one snapshot with all files into one file, read again before it counts as a back-up (S45 `safe`). */
import type { Store } from '#db/server/store.ts';
import type { WholeSnapshot, WholeStore } from '#db/server/whole-store.ts';
import { AdminError } from '#server/admin/admin-error.ts';
import { readBackup, writeBackup } from '#server/admin/backup-file.ts';
import type { BackupEnd, BackupHead, BackupPart } from '#server/admin/backup-file.ts';
import type { FillRandom } from '#server/ports.ts';

export interface BackupOptions { to: string; passphrase: string | null; now: number; program: string; fillRandom: FillRandom }

export interface BackedUp { head: BackupHead; end: BackupEnd }

export async function backUp(whole: WholeStore, options: BackupOptions): Promise<BackedUp> {
  await whole.snapshot((snapshot) => writeBackup(options.to, options.passphrase, options.fillRandom, partsOf(snapshot, options)));
  return checkBackup(options.to, options.passphrase);
}

async function* partsOf(snapshot: WholeSnapshot, options: BackupOptions): AsyncGenerator<BackupPart> {
  const { epoch, seq, at } = await snapshot.reader.head();
  yield { type: 'head', head: { format: 1, shape: snapshot.version, epoch, seq, at, madeAt: options.now, program: options.program } };
  const end: BackupEnd = { rows: {}, files: 0, fileBytes: 0 };
  for (const table of snapshot.tables) {
    end.rows[table] = 0;
    for await (const rows of snapshot.rows(table)) {
      end.rows[table] += rows.rows.length;
      yield { type: 'rows', rows };
    }
  }
  for await (const { bytes } of snapshot.files()) {
    end.files += 1;
    end.fileBytes += bytes.byteLength;
    yield { type: 'file', bytes };
  }
  yield { type: 'end', end };
}

/** Reads a back-up whole and counts it; `part` is told of every part on the way. Throws AdminError. */
export async function checkBackup(path: string, passphrase: string | null, part: (part: BackupPart) => Promise<void> = async () => undefined): Promise<BackedUp> {
  let head: BackupHead | null = null;
  let end: BackupEnd | null = null;
  const counted: BackupEnd = { rows: {}, files: 0, fileBytes: 0 };
  for await (const one of readBackup(path, passphrase)) {
    if (one.type === 'head') {
      if (one.head.format !== 1) throw new AdminError('backup_newer', path);
      head = one.head;
    } else if (one.type === 'rows') counted.rows[one.rows.table] = (counted.rows[one.rows.table] ?? 0) + one.rows.rows.length;
    else if (one.type === 'file') {
      counted.files += 1;
      counted.fileBytes += one.bytes.byteLength;
    } else end = one.end;
    await part(one);
  }
  if (!head || !end || counted.files !== end.files || counted.fileBytes !== end.fileBytes || Object.entries(end.rows).some(([table, rows]) => (counted.rows[table] ?? 0) !== rows)) {
    throw new AdminError('backup_damaged', path);
  }
  return { head, end };
}

/** Consoles may forget what this back-up holds: told by the next welcome (S45). Never set back by an older one. */
export async function setSafe(store: Store, head: BackupHead): Promise<void> {
  await store.write(async (writer) => {
    const before = /^(\d+)\.(\d+)$/.exec((await writer.fact('safe')) ?? '');
    const newer = !before || Number(before[1]) < head.epoch || (Number(before[1]) === head.epoch && Number(before[2]) < head.seq);
    if (newer && (await writer.head()).epoch === head.epoch) await writer.putFact('safe', `${head.epoch}.${head.seq}`);
  });
}
