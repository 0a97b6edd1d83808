/** Runs a command and ends the process: code 0, or 1 with what went wrong, without a stack trace where people can put it right. */
export async function endWith(command: () => Promise<void>): Promise<never> {
  try {
    await command();
    process.exit(0);
  } catch (error) {
    const isForPeople = error instanceof Error && ['StackError', 'EmbeddedServerError'].includes(error.name);
    process.stderr.write(`\n${isForPeople ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
