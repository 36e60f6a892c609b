// The official client of the revision without a handshake.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { session, transport } from "./session.mjs";

const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
await client.connect(transport(StdioClientTransport, StreamableHTTPClientTransport));
const era = client.getProtocolEra();
const revision = client.getNegotiatedProtocolVersion();
const seen = await session(client);
await client.close();
console.log(JSON.stringify({ era, revision, ...seen }));
