// The official client of the tasks extension, over its own port to the process.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { withTasks } from "@modelcontextprotocol/ext-tasks/client";

const [command, ...args] = process.argv.slice(2);

class Port {
  endpointId = "handoff";
  taskCapabilities = { generation: "v2", capabilities: {} };
  invalidated = false;
  waiting = new Map();
  listeners = new Set();
  last = 0;

  constructor() {
    this.child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      const message = JSON.parse(line);
      if (message.method !== undefined) this.listeners.forEach((listener) => listener(message));
      else this.waiting.get(message.id)?.(message);
    });
  }

  dispatch(request) {
    const id = ++this.last;
    const params = { ...request.params };
    params._meta = {
      ...params._meta,
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": { extensions: { "io.modelcontextprotocol/tasks": {} } },
    };
    this.child.stdin.write(JSON.stringify({ jsonrpc: "2.0", id, method: request.method, params }) + "\n");
    return new Promise((resolve) =>
      this.waiting.set(id, (message) =>
        resolve(message.error ? { kind: "error", error: message.error } : { kind: "result", result: message.result }),
      ),
    );
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

  async end() {
    const exited = new Promise((resolve) => this.child.on("exit", resolve));
    this.child.stdin.end();
    return exited;
  }
}

const port = new Port();
const session = withTasks(port);
const brief = (script) => ({ goal: "Greet.", changes: "optional", run: { command: ["sh", "-c", script] } });
const first = await session.callTool("delegate", { brief: brief("sleep 2; echo hello") });
const reference = first.serializeReference();
const { outcome } = await first.settle();

// The same task in another process.
const other = new Port();
const resumed = await withTasks(other).resumeTask(reference);
const again = await resumed.settle();

const second = await session.callTool("delegate", { brief: brief("sleep 604.5") });
await second.cancel();
const cancelled = await second.settle().then((one) => one.outcome.status, (error) => error.name);
const exits = [await port.end(), await other.end()];
console.log(JSON.stringify({ outcome, reference, again: again.outcome, cancelled, exits }));
