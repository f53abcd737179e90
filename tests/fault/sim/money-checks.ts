/** The record of money as it must be, whatever happened (I4): counted from the rows alone. */
import { Broken } from '#tests/fault/sim/broken.ts';
import type { Witness } from '#tests/fault/sim/witness.ts';

interface Line { commandId: string; line: number; amountMinor: number; currency: string; account: string; dealId: string; claimId: string | null }
interface Claim { id: string; dealId: string; amountMinor: number; state: string }

export function checkMoney(witness: Witness): void {
  const ofCommand = Map.groupBy(witness.rows<Line>('ledger'), (line) => line.commandId);
  const paid = new Map<string, number>();
  for (const [commandId, lines] of ofCommand) {
    const command = witness.commands.get(commandId);
    if (command?.status !== 'done') throw new Broken(`[I4] money was booked by a command that is ${command?.status ?? 'not there'}`);
    if (new Set(lines.map((line) => line.line)).size !== lines.length) throw new Broken('[I4] two lines of one command bear one number');
    for (const [currency, same] of Map.groupBy(lines, (line) => line.currency)) {
      if (same.reduce((sum, line) => sum + line.amountMinor, 0) !== 0) throw new Broken(`[I4] lines of a ${command.name} do not sum to zero in ${currency}`);
    }
    for (const { claimId, account, amountMinor } of lines) if (claimId !== null && account === 'client') paid.set(claimId, (paid.get(claimId) ?? 0) - amountMinor);
  }
  for (const [key, versions] of witness.versionsOf('ledger')) if (versions.length > 1) throw new Broken(`[I4] ${key} was changed after it was written`);
  // What was undone is booked back.
  for (const { id, state, amountMinor } of witness.rows<Claim>('paymentClaim')) {
    const sum = paid.get(id) ?? 0;
    if (sum !== (state === 'approved' ? amountMinor : 0)) throw new Broken(`[I4] a payment of ${amountMinor} that is ${state} stands with ${sum} in the record`);
  }
}
