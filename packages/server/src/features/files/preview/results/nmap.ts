import { walkXml } from "../xml-stream.ts";
import { fact, MAX_ROWS, type ToolResult } from "./result.ts";

/** Hosts and open ports of `nmap -oX`. */
export async function nmapResult(pieces: AsyncIterable<string>): Promise<ToolResult> {
  const run = { version: "", args: "", start: "", up: 0, down: 0 };
  const rows: string[][] = [];
  let open = 0;
  let host = "";
  let port: { id: string; state: string; service: string; product: string } | undefined;
  await walkXml(pieces, {
    open(name, attribute) {
      const of = (key: string) => attribute(key) ?? "";
      if (name === "nmaprun")
        Object.assign(run, { version: of("version"), args: of("args"), start: of("startstr") });
      else if (name === "host") host = "";
      else if (name === "address" && of("addrtype") !== "mac") host = of("addr");
      else if (name === "hostname" && host !== "" && !host.includes(" ")) host += ` (${of("name")})`;
      else if (name === "port")
        port = { id: `${of("portid")}/${of("protocol")}`, state: "", service: "", product: "" };
      else if (name === "state" && port) port.state = of("state");
      else if (name === "service" && port) {
        port.service = of("name");
        port.product = [of("product"), of("version"), of("extrainfo")]
          .filter((each) => each !== "")
          .join(" ");
      } else if (name === "hosts") {
        run.up = Number(of("up"));
        run.down = Number(of("down"));
      }
    },
    close(name) {
      if (name !== "port" || !port) return;
      if (port.state === "open") open += 1;
      if (port.state.startsWith("open") && rows.length < MAX_ROWS)
        rows.push([host, port.id, port.state, port.service, port.product]);
      port = undefined;
    },
  });
  return {
    tool: "nmap",
    toolVersion: run.version,
    facts: [
      ...fact("started", run.start),
      ...fact("hosts-up", run.up),
      ...fact("hosts-down", run.down),
      ...fact("open-ports", open),
      ...fact("arguments", run.args),
    ],
    columns: ["host", "port", "state", "service", "product"],
    rows,
    total: open,
  };
}
