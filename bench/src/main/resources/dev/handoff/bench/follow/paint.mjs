// Loads a page some times, each time as a browser without anything of the time before, and prints when it was
// painted. Arguments: folder of npm's packages, Chromium, address, how many times.
import { pathToFileURL } from 'node:url';

const [, , packages, executablePath, url, loads] = process.argv;
const { chromium } = await import(pathToFileURL(`${packages}/playwright-core/index.mjs`));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const paints = [];
const shown = [];
// The first load warms the browser up.
for (let load = 0; load <= Number(loads); load++) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector('.jobs li');
  const now = await page.evaluate(() => performance.now());
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now());
  if (load > 0) {
    paints.push(paint);
    shown.push(now);
  }
  await context.close();
}
await browser.close();
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
console.log(JSON.stringify({ firstPaint: median(paints), slowestPaint: Math.max(...paints), jobsShown: median(shown) }));
