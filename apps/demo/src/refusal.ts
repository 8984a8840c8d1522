/** An error with which the shop refuses a request. Its message is shown to the visitor. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The HTTP status. Express's error handler knows it by this name too. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
