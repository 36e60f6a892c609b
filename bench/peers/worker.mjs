// One worker that does nothing with each job. Argument: a JSON object of connection, queue, concurrency.
import { Worker } from "bullmq";

const { connection, queue, concurrency } = JSON.parse(process.argv[2]);
const worker = new Worker(queue, async () => null, { connection, concurrency });
worker.on("error", (failure) => console.error("worker: " + failure));
await worker.waitUntilReady();
console.log("ready");
