/** The part of Deno that is used here. Its own types conflict with Node's. */
declare const Deno: {
  serve(
    options: { readonly port: number; readonly hostname?: string; readonly onListen?: () => void },
    handler: (request: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  upgradeWebSocket(request: Request): { readonly socket: WebSocket; readonly response: Response };
};

interface BunSocket<Data> {
  readonly data: Data;
  readonly readyState: number;
  send(message: string | Uint8Array): number;
  close(code?: number, reason?: string): void;
  terminate(): void;
}

interface BunServer<Data> {
  readonly url: URL;
  upgrade(request: Request, options?: { readonly data: Data }): boolean;
  stop(closeActiveConnections?: boolean): Promise<void>;
}

/** The part of Bun that is used here. Its own types replace Node's. */
declare const Bun: {
  serve<Data = undefined>(options: {
    readonly port: number;
    fetch(request: Request, server: BunServer<Data>): Response | Promise<Response | undefined>;
    readonly websocket?: {
      open?(socket: BunSocket<Data>): void;
      message(socket: BunSocket<Data>, message: string | Uint8Array): void;
      close?(socket: BunSocket<Data>): void;
    };
  }): BunServer<Data>;
};
