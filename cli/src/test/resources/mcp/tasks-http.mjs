// The official client of the tasks extension, over its own port to a gateway, and then to another.
import { withTasks } from "@modelcontextprotocol/ext-tasks/client";

const [first, second] = process.argv.slice(2);
const META = "io.modelcontextprotocol/";
const NAMED = { "tools/call": "name", "tasks/get": "taskId", "tasks/update": "taskId", "tasks/cancel": "taskId" };

class Port {
  endpointId = "handoff";
  taskCapabilities = { generation: "v2", capabilities: {} };
  invalidated = false;
  listeners = new Set();
  last = 0;
  cuts = 0;

  constructor(url) {
    this.url = url;
  }

  async dispatch(request) {
    const params = { ...request.params };
    params._meta = { ...params._meta, [`${META}protocolVersion`]: "2026-07-28", [`${META}clientCapabilities`]: { extensions: { [`${META}tasks`]: {} } } };
    const body = JSON.stringify({ jsonrpc: "2.0", id: ++this.last, method: request.method, params });
    const headers = {
      Authorization: `Bearer ${process.env.TOKEN}`,
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
      "MCP-Protocol-Version": "2026-07-28",
      "Mcp-Method": request.method,
      ...(NAMED[request.method] && { "Mcp-Name": params[NAMED[request.method]] }),
    };
    for (;;) {
      try {
        const answer = await fetch(this.url, { method: "POST", headers, body });
        const message = this.read(answer.headers.get("content-type"), await answer.text());
        return message.error ? { kind: "error", error: message.error } : { kind: "result", result: message.result };
      } catch (cut) {
        if (request.method === "tools/call" || ++this.cuts > 600) throw cut;
        await new Promise((resolve) => setTimeout(resolve, 200)); // the gateway is being restarted
      }
    }
  }

  read(type, text) {
    if (!type?.startsWith("text/event-stream")) return JSON.parse(text);
    const messages = text.split("\n").filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6)));
    messages.filter((one) => one.method !== undefined).forEach((one) => this.listeners.forEach((listener) => listener(one)));
    const answer = messages.find((one) => one.method === undefined);
    if (answer === undefined) throw new Error("the stream ended without an answer");
    return answer;
  }

  onServerRequest() {
    return () => {};
  }

  onNotification(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onInvalidated() {
    return () => {};
  }
}

const brief = (handler) => ({ goal: "Greet.", changes: "optional", run: { handler } });
const port = new Port(first);
const session = withTasks(port);
const task = await session.callTool("delegate", { brief: brief("gate") });
const reference = task.serializeReference();
console.log(JSON.stringify(reference)); // the test restarts the gateway, and lets the job end
const { outcome } = await task.settle();

const other = withTasks(new Port(second));
const again = (await (await other.resumeTask(reference)).settle()).outcome;
const endless = await other.callTool("delegate", { brief: brief("sleep") });
await endless.cancel();
const cancelled = await endless.settle().then((one) => one.outcome.status, (error) => error.name);
console.log(JSON.stringify({ outcome, again, cancelled, cuts: port.cuts }));
