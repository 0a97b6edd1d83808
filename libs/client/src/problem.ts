import type { components, ProblemCode } from './schema.js';

type Members = components['schemas']['Problem'];

/** A refusal. Decide by `code` (docs/api/errors.md); `detail` is for people, `members` has what the code tells beside it. */
export class WabxProblem extends Error {
  override readonly name = 'WabxProblem';

  constructor(
    readonly status: number,
    readonly code: ProblemCode | 'NOT_OURS',
    readonly detail: string,
    readonly requestId: string | undefined,
    readonly members: Partial<Members>,
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

/** Of an answer that is no success; what a proxy on the way answers is no problem+json and has no code of ours. */
export async function problemOf(response: Response): Promise<WabxProblem> {
  const members = (await response.json().catch(() => ({}))) as Partial<Members> & { code?: ProblemCode };
  const { code = 'NOT_OURS', detail = response.statusText, requestId } = members;
  return new WabxProblem(response.status, code, detail, requestId, members);
}
