// The official client of the revision without a handshake.
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { session } from "./session.mjs";

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
await client.connect(new StdioClientTransport({ command, args, env: process.env, stderr: "inherit" }));
const era = client.getProtocolEra();
const revision = client.getNegotiatedProtocolVersion();
const seen = await session(client);
await client.close();
console.log(JSON.stringify({ era, revision, ...seen }));
