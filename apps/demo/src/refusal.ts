/** The shop itself will not do it; the message is for the visitor. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Express's and this shop's error handlers read it by this name. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
