/** Something that the person who starts the stack can put right. The message says what is wrong and what to do. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
