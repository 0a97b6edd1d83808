/**
 * For statements that a transaction asks without a wait in between: their answers, or the failure of the first that
 * failed. Those behind it only say that the transaction is aborted, and `Promise.all` may hear them first.
 */
export async function inOrder<const Asked extends readonly Promise<unknown>[]>(
  asked: Asked,
): Promise<{ -readonly [Index in keyof Asked]: Awaited<Asked[Index]> }> {
  const first = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected');
  if (first?.status === 'rejected') throw first.reason;
  return await Promise.all(asked);
}
