// Adds rounds of jobs and waits for each; prints a line of JSON a round. Argument: a JSON object of connection,
// queue, jobs, rounds, bulk (jobs added by one call), maxEvents (of the queue's stream, 0 for BullMQ's default), and
// pids by the name of the process whose CPU time is read.
import { readFileSync } from "node:fs";
import { Job, Queue, QueueEvents } from "bullmq";

const { connection, queue: name, jobs, rounds, bulk, maxEvents, pids } = JSON.parse(process.argv[2]);
const LONGEST_WAIT = 30_000; // ms; many times what a round takes
const GOAL = { goal: "nothing is done" };
const CERTAIN = 5_000; // ms: a wait refused so long after its job's end was not just slow

const streams = maxEvents ? { streams: { events: { maxLen: maxEvents } } } : {};
const queue = new Queue(name, { connection, ...streams });
const events = new QueueEvents(name, { connection });
queue.on("error", (failure) => console.error("sender: " + failure));
events.on("error", (failure) => console.error("sender: " + failure));
events.setMaxListeners(0); // two for each job that is awaited
queue.setMaxListeners(0);
await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);

/** CPU seconds of a process and of its ended children, as are those that write snapshots of Redis. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

function cpu() {
  const all = { sender: process.pid, ...pids };
  return Object.fromEntries(Object.entries(all).map(([process, pid]) => [process, cpuSeconds(pid)]));
}

async function round() {
  const start = performance.now();
  let lastAnswer = start;
  const refused = [];
  const waits = [];
  for (let sent = 0; sent < jobs; sent += bulk) {
    const length = Math.min(bulk, jobs - sent);
    const added = await queue.addBulk(Array.from({ length }, () => ({ name: "nothing", data: GOAL })));
    for (const job of added) {
      waits.push(
        job.waitUntilFinished(events, LONGEST_WAIT).then(
          () => { lastAnswer = performance.now(); },
          (failure) => { refused.push({ id: job.id, at: Date.now(), why: String(failure.message) }); },
        ),
      );
    }
  }
  await Promise.all(waits);
  let wrong = 0;
  for (const one of refused) {
    const job = await Job.fromId(queue, one.id);
    const isDone = job?.finishedOn && !job.failedReason;
    wrong += isDone && one.at - job.finishedOn > CERTAIN ? 1 : 0;
  }
  const answered = jobs - refused.length;
  return { seconds: (lastAnswer - start) / 1000, answered, wrong, why: refused[0]?.why };
}

for (let number = 0; number < rounds; number++) {
  const before = cpu();
  const result = await round();
  const after = cpu();
  const micros = Object.fromEntries(
    Object.entries(after).map(([process, seconds]) => [process, ((seconds - before[process]) * 1e6) / jobs]),
  );
  console.log(JSON.stringify({ round: number, ...result, micros }));
}
await events.close();
await queue.close();
