/**
 * Puts a back-up back as a team's store: the next epoch, no leases, whatever may have gone out since is held until a person decides (S69). All that
 * is changed is changed on the way in, so a restored store never stands for a moment as it was.
 */
import { repeatableEffects } from '#channels/runner/host.ts';
import type { EffectKind } from '#shared/engine/ops.ts';
import type { Cell, StoreFiller, TableRows } from '#db/server/whole-store.ts';
import { eraseCommand } from '#server/committer/erase.ts';
import { regrantCommand } from '#server/committer/regrant.ts';
import { checkBackup } from '#server/admin/backup.ts';
import { AdminError } from '#server/admin/admin-error.ts';
import { readBackup } from '#server/admin/backup-file.ts';
import type { BackupHead } from '#server/admin/backup-file.ts';

export interface Restored {
  from: BackupHead;
  epoch: number;
  rows: Record<string, number>;
  files: number;
  heldEffects: number;
  heldAlarms: number;
  /** Invitations that had not been used: they may have been since. */
  invitationsEnded: number;
  /** Accounts by network whose messages since the back-up may be missing. */
  accounts: { id: string; channel: string; name: string }[];
}

export interface RestoreOptions {
  from: string;
  passphrase: string | null;
  now: number;
  /** Of the store whose place is taken, so that the next epoch is new to every console; 0 = there was none. */
  epochBefore: number;
  fill(shape: number, work: (filler: StoreFiller) => Promise<void>): Promise<void>;
}

/** Fact under which the store keeps when it was put back, and from what. */
export const restoredFact = 'restored';

const mayHaveGone: ReadonlySet<string> = new Set(['ready', 'claimed', 'unknown', 'held']);

type Row = Record<string, Cell>;

export async function restore(options: RestoreOptions): Promise<Restored> {
  const { from, passphrase, now } = options;
  // Whole before a byte of it is used.
  const { head, end } = await checkBackup(from, passphrase);
  const report: Restored = { from: head, epoch: Math.max(head.epoch, options.epochBefore) + 1, rows: {}, files: 0, heldEffects: 0, heldAlarms: 0, invitationsEnded: 0, accounts: [] };
  await options.fill(head.shape, async (filler) => {
    for await (const part of readBackup(from, passphrase)) {
      if (part.type === 'file') {
        await filler.addFile(part.bytes);
        report.files += 1;
      } else if (part.type === 'rows') {
        const rows = changed(part.rows, (row) => comesBack(part.rows.table, row, now, report));
        report.rows[rows.table] = (report.rows[rows.table] ?? 0) + rows.rows.length;
        if (rows.rows.length > 0) await filler.add(rows);
      }
    }
    await filler.add({ table: 'facts', columns: ['key', 'value'], rows: [[restoredFact, JSON.stringify({ at: now, madeAt: head.madeAt, seq: head.seq, epoch: report.epoch })]] });
  });
  if (report.files !== end.files) throw new AdminError('backup_damaged', from);
  return report;
}

/** null = it does not come back. */
function comesBack(table: string, row: Row, now: number, report: Restored): Row | null {
  switch (table) {
    case 'head': return { ...row, epoch: report.epoch };
    // Held by whom, barred until when: of a moment that is over.
    case 'leases': case 'guesses': return null;
    case 'facts': return row['key'] === restoredFact ? null : row;
    case 'effects': {
      // Also one that was never claimed: by the clock of the lost time it may have been.
      if (!mayHaveGone.has(String(row['state']))) return row;
      // Asked for twice, a picture is the same picture.
      if (repeatableEffects.includes(row['kind'] as EffectKind)) return { ...row, state: 'ready' };
      report.heldEffects += 1;
      return { ...row, state: 'held' };
    }
    case 'alarms': {
      // What the program gives itself to end what it began changes nothing outside, and is the same done twice.
      if (row['state'] !== 'waiting' || Number(row['due']) > now || row['command'] === regrantCommand || row['command'] === eraseCommand) return row;
      report.heldAlarms += 1;
      return { ...row, state: 'held' };
    }
    case 'invitations': {
      if (row['used_at'] !== null) return row;
      report.invitationsEnded += 1;
      return null;
    }
    case 'records': {
      if (row['kind'] !== 'account') return row;
      const { channel, name } = JSON.parse(String(row['body'])) as { channel: string; name: string };
      report.accounts.push({ id: String(row['id']), channel, name });
      return row;
    }
    default: return row;
  }
}

function changed(part: TableRows, work: (row: Row) => Row | null): TableRows {
  const rows: Cell[][] = [];
  for (const row of part.rows) {
    const now = work(Object.fromEntries(part.columns.map((column, n) => [column, row[n] ?? null])));
    if (now) rows.push(part.columns.map((column) => now[column] ?? null));
  }
  return { ...part, rows };
}
