/** What the process ends with; the README lists them. */
export const exitCodes = {
  ok: 0,
  /** What was asked for failed, or is not there. */
  failed: 1,
  /** The command line or the config file is wrong. */
  usage: 2,
  /** The store could not reply (EX_UNAVAILABLE of sysexits.h): trying again later may help. */
  unavailable: 69,
} as const;

/** 128 and the number of the signal, as shells report a process that a signal has ended. */
export const exitCodeOfSignal = { SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;
