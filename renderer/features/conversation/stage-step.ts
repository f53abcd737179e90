/** Where `[` and `]` take the deal of the open conversation: the nearest stage of the road that may be entered from here. */
import type { FunnelBody } from '#shared/model/preset.ts';

/** Null at the ends of the road. Where no stage that way is allowed, the next one, so that the refusal says what is missing. */
export function stageStep(funnel: FunnelBody, stageId: string, direction: 'back' | 'forward', roleId: string | null): string | null {
  const at = funnel.stages.findIndex((stage) => stage.id === stageId);
  const from = funnel.stages[at];
  if (!from) return null;
  const allowed = new Set([...from.movesTo, ...(from.movesToFor ?? []).flatMap((more) => (roleId !== null && more.roles.includes(roleId) ? more.stages : []))]);
  const beyond = direction === 'forward' ? funnel.stages.slice(at + 1) : funnel.stages.slice(0, at).toReversed();
  const road = beyond.filter((stage) => stage.kind === 'open' || stage.kind === 'won');
  return (road.find((stage) => allowed.has(stage.id)) ?? road[0])?.id ?? null;
}
