import http from "node:http";
import type { AddressInfo } from "node:net";

/** The line between a browser and the product, a proxy that can be cut in the middle of an upload. */
export class Line {
  /** Cut once so many bytes of an upload have passed. */
  cutAfter = Number.POSITIVE_INFINITY;
  #isCut = false;
  readonly #server = http.createServer((request, response) => {
    if (this.#isCut) return void request.socket.destroy();
    const { method, headers, url = "" } = request;
    const onward = http.request(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    let passed = 0;
    request.on("data", (chunk: Buffer) => {
      passed += method === "PATCH" ? chunk.length : 0;
      onward.write(chunk);
      if (passed < this.cutAfter) return;
      this.#isCut = true;
      onward.destroy();
      this.#server.closeAllConnections();
    });
    request.on("end", () => onward.end());
    onward.on("error", () => request.socket.destroy());
    response.on("close", () => onward.destroy());
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  mend(): void {
    this.cutAfter = Number.POSITIVE_INFINITY;
    this.#isCut = false;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
