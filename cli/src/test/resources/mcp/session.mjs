// What every client of a server does with it; prints what it saw as JSON, for the test to judge.
export const text = (result) => result.content.map((one) => one.text).join("\n");

/** To the URL that the arguments are, with the token of the environment; else to the command that they are. */
export function transport(Stdio, Http) {
  const [first, ...args] = process.argv.slice(2);
  return /^http/.test(first)
    ? new Http(new URL(first), { requestInit: { headers: { Authorization: `Bearer ${process.env.TOKEN}` } } })
    : new Stdio({ command: first, args, env: process.env, stderr: "inherit" });
}

// A gateway has no working tree, so what it is sent is for a handler.
const isRemote = /^http/.test(process.argv[2]);
const run = (handler, command) => ({ changes: "optional", run: isRemote ? { handler } : { command } });

export async function session(client) {
  const seen = {};
  seen.server = client.getServerVersion()?.name;
  seen.tools = (await client.listTools()).tools.map((tool) => tool.name);
  const prompts = (await client.listPrompts()).prompts;
  const prompt = await client.getPrompt({ name: prompts[0].name });
  seen.prompt = prompt.messages[0].content.text.slice(0, 40);
  seen.templates = (await client.listResourceTemplates()).resourceTemplates.map((one) => one.uriTemplate);

  const brief = { goal: "Greet.", ...run("greet", ["sh", "-c", "echo hello"]) };
  const call = (name, args, options) => client.callTool({ name, arguments: args }, ...options ?? []);
  seen.checked = (await call("check_brief", { brief })).structuredContent.valid;
  const accepted = await call("delegate", { brief, wait_seconds: 0 });
  const job = accepted.structuredContent.job;
  seen.accepted = text(accepted);
  const ended = await call("await_job", { jobs: [job] });
  seen.ended = { text: text(ended), isError: ended.isError, exit: ended.structuredContent.exit };
  seen.status = (await call("job_status", { job })).structuredContent.state;
  seen.log = text(await call("job_result", { job, file: "log" }));
  const report = await client.readResource({ uri: `handoff://job/${job}/report` }).catch((error) => ({ contents: [{ text: error.message }] }));
  seen.report = report.contents[0].text;
  seen.listed = (await call("list_jobs", { mine: true })).structuredContent.jobs.map((one) => one.job).includes(job);

  const endless = { goal: "Sleep.", ...run("sleep", ["sleep", "603.5"]) };
  const second = (await call("delegate", { brief: endless })).structuredContent?.job;
  seen.cancelled = text(await call("cancel_job", { job: second, why: "enough" }));
  seen.cancelledEnd = (await call("await_job", { jobs: [second], wait_seconds: 45 })).structuredContent.state;
  seen.wrong = await call("job_status", { job: "task-1" }).then((one) => [one.isError, text(one)]);
  return seen;
}
