/** As much of Deno as is called; its own types do not go together with those of Node. */
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

/** As much of Bun as is called; its own types replace those of Node. */
declare const Bun: {
  serve(options: {
    readonly port: number;
    fetch(request: Request, server: BunServer): Promise<Response | undefined>;
    readonly websocket?: { message(socket: BunSocket, message: string | Uint8Array): void };
  }): BunServer;
};
