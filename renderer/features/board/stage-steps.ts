/** Where `[` and `]` take a deal: the nearest stage of the road that may be entered from here. */
import type { FunnelBody, StageBody } from '#shared/model/preset.ts';

/** Stages drawn as columns: the road itself, then what stands beside it. */
export function boardStages(funnel: FunnelBody): StageBody[] {
  return funnel.stages.filter((stage) => stage.kind !== 'removed');
}

/** Stage ids a person of this role may move a deal to from `stage`. */
export function allowedMoves(stage: StageBody, roleId: string | null): Set<string> {
  const allowed = new Set(stage.movesTo);
  for (const more of stage.movesToFor ?? []) if (roleId !== null && more.roles.includes(roleId)) for (const id of more.stages) allowed.add(id);
  return allowed;
}

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
  const allowed = allowedMoves(from, roleId);
  return (road.find((stage) => allowed.has(stage.id)) ?? road[0])?.id ?? null;
}
