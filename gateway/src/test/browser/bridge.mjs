// Drives one page of a real browser for a test: a command a line comes by stdin, an answer a line goes to stdout.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TIMEOUT = 60_000;

// A test runs as root too, where Chromium has no sandbox of its own.
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox', '--disable-gpu'] });
let context;
let page;
let requests = [];
let faults = [];

const commands = {
  async open({ url, width, scheme }) {
    await context?.close();
    requests = [];
    faults = [];
    context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
    page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    page.on('request', (request) => requests.push(`${request.url()} ${request.headers().referer ?? ''}`));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('dialog', (dialog) => faults.push(`dialog ${dialog.message()}`) && dialog.dismiss());
    page.on('console', (message) => /Content Security Policy/.test(message.text()) && faults.push(message.text()));
    await page.goto(url);
  },
  goTo: ({ url }) => page.goto(url),
  text: ({ selector }) => page.locator(selector).first().innerText(),
  texts: ({ selector }) => page.locator(selector).allInnerTexts(),
  click: ({ selector }) => page.locator(selector).first().click(),
  fill: ({ selector, text }) => page.locator(selector).first().fill(text),
  press: ({ key }) => page.keyboard.press(key),
  shown: ({ selector, text }) => page.locator(selector, text === '' ? {} : { hasText: text }).first().waitFor(),
  gone: ({ selector }) => page.locator(selector).first().waitFor({ state: 'detached' }),
  evaluate: ({ script }) => page.evaluate(script),
  reload: () => page.reload(),
  back: () => page.goBack(),
  cookies: () => context.cookies(),
  requests: () => requests,
  faults: () => faults,
  screenshot: ({ file }) => page.screenshot({ path: file }),
  async axe() {
    await page.evaluate(AXE);
    const found = await page.evaluate(() => axe.run());
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ').slice(0, 300)}`);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  try {
    const value = await commands[command](rest);
    console.log(JSON.stringify({ value: typeof value === 'object' && value !== null && !Array.isArray(value) ? null : (value ?? null) }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
