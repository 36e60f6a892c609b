// The official client of the revisions with a handshake.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { session, transport } from "./session.mjs";

const client = new Client({ name: "test", version: "1" });
await client.connect(transport(StdioClientTransport, StreamableHTTPClientTransport));
const seen = await session(client);
await client.ping();
await client.close();
console.log(JSON.stringify(seen));
