/** Where one step back or forward along the road takes a deal: the nearest stage that may be entered from here. */
import type { FunnelBody } from '#shared/model/preset.ts';
import { listedMoves } from '#shared/engine/stages.ts';

/**
 * The nearest allowed stage of kind open or won in that direction; where none is allowed, the nearest one at all, so that the refusal can
 * say what is missing. Null at the ends of the road.
 */
export function stageStep(funnel: FunnelBody, stageId: string, direction: 'back' | 'forward', roleId: string | null): string | null {
  const at = funnel.stages.findIndex((stage) => stage.id === stageId);
  const from = funnel.stages[at];
  if (!from) return null;
  const beyond = direction === 'forward' ? funnel.stages.slice(at + 1) : funnel.stages.slice(0, at).toReversed();
  const road = beyond.filter((stage) => stage.kind === 'open' || stage.kind === 'won');
  const allowed = listedMoves(from, roleId);
  return (road.find((stage) => allowed.has(stage.id)) ?? road[0])?.id ?? null;
}
