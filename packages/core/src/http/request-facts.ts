/** What core must know of a request beside its cookies; each framework's adapter fills it in. */
export interface RequestFacts {
  /** Whether the browser reached the application by HTTPS, as the framework says. */
  readonly secure: boolean;
  readonly method: string;
  /** A prefetch or prerender: it reads, but neither renews nor takes flash. */
  readonly prefetch: boolean;
  /** A forwarded header says HTTPS, but nothing says that it can be trusted: raises the `insecure` event. */
  readonly untrustedForwarding: boolean;
}
