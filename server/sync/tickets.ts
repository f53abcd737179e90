/** Tickets tell a copy from its original: each hello brings the last one given, each first pull confirms a new one (S97). */

/** `n.random` */
export type Ticket = string;

function numberOf(ticket: Ticket): number {
  return ticket === '' ? 0 : Number(ticket.split('.', 1)[0]);
}

/** Whether a hello comes from a copy that has been left behind: a lower number than the last confirmed, or other digits under the same. */
export function isForked(brought: Ticket | null, confirmed: Ticket): boolean {
  const ticket = brought ?? '';
  if (numberOf(ticket) < numberOf(confirmed)) return true;
  return numberOf(ticket) === numberOf(confirmed) && ticket !== confirmed;
}

/** Above everything this device has been given, so that a server put back gives no number twice. */
export function nextTicket(given: Ticket, brought: Ticket | null, random: string): Ticket {
  return `${Math.max(numberOf(given), numberOf(brought ?? '')) + 1}.${random}`;
}
