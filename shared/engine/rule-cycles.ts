/** Rules that would set each other off for ever: what one does at once is what the other waits for. */
import type { Action, RuleBody } from '#shared/model/preset.ts';

type Event = RuleBody['on'][number];

/** Ids of active rules without a delay that lead back to themselves, one line per circle; a timer between them breaks it: people see it go. */
export function ruleCycles(rules: readonly RuleBody[]): string[][] {
  const atOnce = rules.filter((rule) => rule.active && rule.afterMinutes === 0);
  const next = new Map(atOnce.map((rule) => [rule.id, atOnce.filter((other) => setsOff(rule, other)).map((other) => other.id)]));
  const cycles: string[][] = [];
  for (const { id } of atOnce) {
    const way = wayBack(id, next);
    // Told once, by its first rule.
    if (way && [...way].sort()[0] === id) cycles.push(way);
  }
  return cycles;
}

function setsOff(rule: RuleBody, other: RuleBody): boolean {
  if (rule.funnel !== other.funnel) return false;
  return rule.actions.some((action) => {
    const event = eventOf(action);
    if (event === null || !other.on.includes(event)) return false;
    return other.stages.length === 0 || action.do !== 'move' || other.stages.includes(action.stage);
  });
}

function eventOf(action: Action): Event | null {
  switch (action.do) {
    case 'send':
    case 'offer': return 'message.out';
    case 'move':
    case 'draft': return 'stage.entered';
    case 'take': return 'taken';
    default: return null;
  }
}

/** The shortest way from a rule to itself; null = there is none. */
function wayBack(id: string, next: ReadonlyMap<string, readonly string[]>): string[] | null {
  const ways: string[][] = [[id]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    for (const one of next.get(way.at(-1)!) ?? []) {
      if (one === id) return way;
      if (seen.has(one)) continue;
      seen.add(one);
      ways.push([...way, one]);
    }
  }
  return null;
}
