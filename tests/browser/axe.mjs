// Looks at pages in Chromium with axe: light, dark, 320 px wide, right to left.
// usage: node axe.mjs BASE_URL CHROME PATH...   prints one line a problem, exits 1 if there are any
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [base, executablePath, ...paths] = process.argv.slice(2);
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
flags.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const modes = [
  { name: 'light', options: { colorScheme: 'light' } },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: '320px', options: { viewport: { width: 320, height: 640 } } },
  { name: 'rtl', options: {}, rtl: true },
];

const problems = [];
const browser = await chromium.launch({ executablePath, args: flags });
for (const mode of modes) {
  // bypassCSP lets axe in; what the page itself logs is checked all the same.
  const context = await browser.newContext({ bypassCSP: true, ...mode.options });
  for (const path of paths) {
    const page = await context.newPage();
    const say = (text) => problems.push(`${path} [${mode.name}] ${text}`);
    page.on('console', (line) => line.type() === 'error' && say(`console: ${line.text()}`));
    page.on('pageerror', (error) => say(`script: ${error}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(base) && !request.url().startsWith('data:')) say(`asks ${request.url()}`);
    });
    await page.goto(base + path, { waitUntil: 'load' });
    if (mode.rtl) await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
    await page.evaluate(axe);
    const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
    for (const each of found.violations) say(`${each.id}: ${each.help} -> ${each.nodes[0].target.join(' ')}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) say(`scrolls sideways by ${over}px`);
    await page.close();
  }
  await context.close();
}
await browser.close();
console.log(problems.join('\n'));
process.exit(problems.length ? 1 : 0);
