/** Why a move was refused, as a question to the person: which values are missing, or that a note is needed to do it against the rules. */
import type { Refusal } from '#shared/base/result.ts';
import type { FieldBody, FunnelBody, StageBody } from '#shared/model/preset.ts';

export interface MoveRequest {
  dealId: string;
  conversationId: string | null;
  /** Client's name, for the label of the press. */
  name: string;
  fromStageId: string;
  toStageId: string;
}

export interface MoveProblem {
  request: MoveRequest;
  code: string;
  /** Fields that can be filled in here, in the preset's order. */
  fields: FieldBody[];
  /** What must be done elsewhere first: `owner`, `paid`, `jobs`, ids of fields nobody types. */
  others: string[];
  /** Stages that may be entered from here, when that is what is wrong. */
  allowed: StageBody[];
}

/** Null when the refusal is not about the move's rules: then its own sentence is all there is to say. */
export function moveProblemOf(refusal: Refusal, request: MoveRequest, funnel: FunnelBody, fields: readonly FieldBody[]): MoveProblem | null {
  const problem: MoveProblem = { request, code: refusal.code, fields: [], others: [], allowed: [] };
  if (refusal.code === 'stage_needs') {
    for (const id of strings(refusal.data['missing'])) {
      const field = fields.find((one) => one.id === id && one.of === 'deal' && !one.automatic && one.type !== 'photos');
      if (field) problem.fields.push(field);
      else problem.others.push(id);
    }
    return problem;
  }
  if (refusal.code === 'move_not_allowed') {
    const allowed = strings(refusal.data['allowed']);
    return { ...problem, allowed: funnel.stages.filter((stage) => allowed.includes(stage.id)) };
  }
  return null;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
