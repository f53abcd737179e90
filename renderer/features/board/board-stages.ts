/** Stages drawn as columns: the road itself, then what stands beside it. */
import type { FunnelBody, StageBody } from '#shared/model/preset.ts';

export function boardStages(funnel: FunnelBody): StageBody[] {
  return funnel.stages.filter((stage) => stage.kind !== 'removed');
}
