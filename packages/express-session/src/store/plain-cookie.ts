/** The cookie of a `PlainSession`, as express-session's middleware uses it. */
export class PlainCookie {
  declare originalMaxAge: number | null;
  #expires: Date | null | undefined;

  constructor(settings: Readonly<Record<string, unknown>>) {
    const { expires, originalMaxAge, ...attributes } = settings;
    Object.assign(this, attributes);
    // A store of JSON returns a text.
    this.#expires = typeof expires === 'string' ? new Date(expires) : (expires as Date | null);
    this.originalMaxAge = originalMaxAge as number | null;
  }

  get expires(): Date | null | undefined {
    return this.#expires;
  }

  set expires(date: Date | null | undefined) {
    this.#expires = date;
    this.originalMaxAge = this.maxAge;
  }

  get maxAge(): number | null {
    return this.#expires instanceof Date ? this.#expires.getTime() - Date.now() : null;
  }

  set maxAge(milliseconds: number | null) {
    this.expires = typeof milliseconds === 'number' ? new Date(Date.now() + milliseconds) : null;
  }

  get data(): Record<string, unknown> {
    return { ...Object.fromEntries(Object.entries(this)), expires: this.#expires };
  }

  toJSON(): Record<string, unknown> {
    return this.data;
  }
}
