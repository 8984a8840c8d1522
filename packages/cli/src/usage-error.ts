/** The command line, or the config file, is not what the command needs. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
