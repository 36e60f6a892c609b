// Prints the results of both side by side. Arguments: the sender's lines, the bench's JSON, jobs of a round.
import { readFileSync } from "node:fs";

const [results, handoff, jobs] = process.argv.slice(2);
const rows = [];

function bullmq() {
  let row;
  for (const line of readFileSync(results, "utf8").trim().split("\n").map((text) => JSON.parse(text))) {
    if (line.name) {
      row = { name: line.name, rates: [], wrong: 0, unanswered: 0 };
      rows.push(row);
    } else {
      row.rates.push(line.answered / line.seconds);
      row.wrong += line.wrong;
      row.unanswered += jobs - line.answered - line.wrong;
      row.cpu = line.micros; // of the last round
    }
  }
}

function bench() {
  const [rates, cpu] = JSON.parse(readFileSync(handoff, "utf8")).scenarios.throughput;
  for (const run of rates.rows) {
    const own = Object.entries(run).filter(([name]) => name === "cold" || /^warm \d+$/.test(name));
    const last = cpu.rows.filter(
      (one) => one.side === run.side && one.run === run.run && one.round === own.at(-1)[0],
    );
    const micros = (process) => last.find((one) => one.process === process)["CPU us a job"];
    rows.push({
      name: `${run.side}, run ${run.run}`,
      rates: own.map(([, rate]) => rate),
      wrong: 0, // the bench ends at the first wait that does not get its job's true end
      unanswered: 0,
      cpu: { sender: micros("sender"), worker: micros("workers"), broker: micros("broker") },
    });
  }
}

bullmq();
bench();
const rounds = rows[0].rates.map((_, round) => (round === 0 ? "cold" : `warm ${round}`));
const columns = ["", ...rounds.map((round) => `${round}, jobs/s`), "CPU us a job", "sender", "worker", "Redis or broker", "waits refused wrongly", "late or failed"];
const number = (value) => Math.round(value).toLocaleString("en-US");
console.log(`| ${columns.join(" | ")} |`);
console.log("|" + "---|".repeat(columns.length));
for (const { name, rates, cpu, wrong, unanswered } of rows) {
  const parts = [cpu.sender, cpu.worker, cpu.broker];
  const all = parts.reduce((sum, part) => sum + part, 0);
  const cells = [name, ...[...rates, all, ...parts, wrong, unanswered].map(number)];
  console.log(`| ${cells.join(" | ")} |`);
}
