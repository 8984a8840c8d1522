/** The part of Deno that is used here. Its own types conflict with Node's. */
declare const Deno: {
  serve(
    options: { readonly port: number; readonly hostname?: string; readonly onListen?: () => void },
    handler: (request: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  upgradeWebSocket(request: Request): { readonly socket: WebSocket; readonly response: Response };
};

interface BunSocket {
  send(message: string | Uint8Array): number;
}

interface BunServer {
  readonly url: URL;
  upgrade(request: Request): boolean;
  stop(closeActiveConnections?: boolean): Promise<void>;
}

/** The part of Bun that is used here. Its own types replace Node's. */
declare const Bun: {
  serve(options: {
    readonly port: number;
    fetch(request: Request, server: BunServer): Response | Promise<Response | undefined>;
    readonly websocket?: { message(socket: BunSocket, message: string | Uint8Array): void };
  }): BunServer;
};
