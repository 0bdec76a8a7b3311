// play.js - what a page in which a program is played takes (src/page/play.js): until it can be used, for a
// step with all that is to be seen anew, and for a search of all orders.
//
//     node bench/page/play.js CHROMIUM THRUM [CORE]      CORE: thrum.wasm, which is then also called under
//                                                        node, without drawing; CHROMIUM '': that alone
//
// Of a step milliseconds of processor time of the page's thread, in chromium as fast as it is and throttled
// six times: what else runs on the machine counts little. Beside it a frame in which nothing is new.
// Medians. Until it can be used: by the clock, from where it is entered, and processor time of the page's thread;
// by who enters as soon as the page is there, and by who has looked at it before.
'use strict';
const fs = require('fs'), os = require('os'), path = require('path'), { spawnSync } = require('child_process');
const { openBrowser } = require('../../tests/page/browser.js');
const { openCore } = require('../../src/page/core.js');
const { writeLink } = require('../../src/page/links.js');
const [chromium, thrum, module_] = process.argv.slice(2);
const THREADS = (process.env.THREADS || '3 10 100').split(' ').map(Number);
const STEPS = Number(process.env.STEPS || 60), OPENINGS = Number(process.env.OPENINGS || 7);
const LOOKED = 2000; // milliseconds

const program = threads => `shared x = 0
mutex m
for i in 1..${threads} { spawn "t{i}" { for j in 1..99 { lock m; x = x + i; unlock m } } }
`;
const median = values => values.sort((a, b) => a - b)[values.length >> 1];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'thrum-bench-'));

// A page whose film is short; what is played comes by a link.
function write() {
  const file = path.join(folder, 'a.thr'), page = path.join(folder, 'a.html');
  fs.writeFileSync(file, program(2).replace('1..99', '1..2'));
  const made = spawnSync(thrum, ['export', '--to=html', '--seed=1', '-o', page, file]);
  if (!fs.existsSync(page)) throw new Error(made.stderr.toString());
  return 'file://' + page;
}

// ---- The core alone.

async function measureCore(threads) {
  const core = await openCore(await WebAssembly.compile(fs.readFileSync(module_)));
  core.load('a.thr', program(threads));
  core.begin({ undo: true });
  const times = { step: [], view: [], back: [] }, memory = core.memory();
  const timed = (list, does) => {
    const before = process.cpuUsage();
    const result = does(), { user, system } = process.cpuUsage(before);
    list.push((user + system) / 1000);
    return result;
  };
  for (let i = 0; i < threads; i++) core.step(0);
  for (let i = 0; i < STEPS * 4; i++) {
    const open = core.view(true).threads.filter(thread => thread.next !== null);
    timed(times.step, () => core.step(open[i % open.length].number));
    timed(times.view, () => core.view(false));
  }
  for (let i = 0; i < STEPS * 4; i++) timed(times.back, () => core.back());
  console.log(`${threads} threads, the core under node: step ${median(times.step).toFixed(2)}, view ${median(times.view).toFixed(2)}, ` +
    `back ${median(times.back).toFixed(2)} ms; ${((core.memory() - memory) / 1024 / (STEPS * 4 + threads)).toFixed(1)} KiB a step`);
}

// ---- The search, in the core and in the program. Seconds of processor time, of which one thread has all.

const SEARCHED = (process.env.SEARCHED || 'philosophers:11 ordered:9 barber:10 santa hilzer').split(' ');

// [seconds, states]: of the program with what it takes to start, some milliseconds.
function searchNative(file) {
  const { stdout, stderr } = spawnSync('sh', ['-c', 'time -p "$@"', 'sh', thrum, 'explore', '--json', '--limit-memory=256', file]);
  const took = /user ([\d.]+)\nsys ([\d.]+)/.exec(stderr);
  return [Number(took[1]) + Number(took[2]), JSON.parse(stdout).states];
}

async function measureSearch(problem) {
  const [name, size] = problem.split(':'), text = fs.readFileSync(path.join(__dirname, '../problems', name + '.thr')).toString();
  const file = path.join(folder, name + '.thr'), core = await openCore(await WebAssembly.compile(fs.readFileSync(module_)));
  fs.writeFileSync(file, size ? text.replace(/^private n = \d+/m, 'private n = ' + size) : text);
  const before = process.cpuUsage();
  core.load(file, fs.readFileSync(file));
  const { said } = core.explore('--limit-memory=256'), { user, system } = process.cpuUsage(before), page = (user + system) / 1e6;
  const { states } = JSON.parse(said), [native, same] = searchNative(file);
  console.log(`${problem}: ${states} states${states === same ? '' : ', natively ' + same}, in the core ${page.toFixed(2)} s, natively ${native.toFixed(2)}: ` +
    `${(native / same / (page / states)).toFixed(2)} of its speed; ${(core.memory() / 2 ** 20).toFixed(0)} MiB`);
}

// What a search that would take all memory may take.
async function measureMemory() {
  const core = await openCore(await WebAssembly.compile(fs.readFileSync(module_)));
  core.load('a.thr', program(9).replace('lock m; x = x + i; unlock m', 'x = x * 7 + i'));
  const taken = [];
  for (const limit of [40, 160]) {
    const { verdict, limit: ended, states } = JSON.parse(core.explore('--findings=all --limit-memory=' + limit).said);
    taken.push(`${limit} MiB allowed: ${(core.memory() / 2 ** 20).toFixed(0)} taken (${verdict}, ${ended}, ${states} states)`);
  }
  console.log('an endless search: ' + taken.join('; '));
}

// ---- The page.

async function spent(page, does) {
  const look = async () => Object.fromEntries((await page.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]));
  const before = await look();
  await does();
  const after = await look();
  const { TaskDuration: all, ScriptDuration: script, RecalcStyleDuration: styles, LayoutDuration: layout } =
    Object.fromEntries(Object.keys(after).map(name => [name, after[name] - before[name]]));
  return { all, script, styles: styles + layout };
}

const drawn = 'new Promise(done => requestAnimationFrame(() => setTimeout(done)))';
const enter = where => `(async () => {
  document.querySelector('${where}').click();
  while (!document.querySelector('.cards button[aria-disabled=false]')) await new Promise(done => setTimeout(done));
  await ${drawn};
})()`;

async function measurePage(browser, address, threads, slow) {
  const ready = { soon: [], later: [] }, busy = { soon: [], later: [] }, still = [], steps = { all: [], script: [], styles: [] };
  let page;
  for (let i = 0; i < OPENINGS * 2; i++) {
    const when = i % 2 ? 'later' : 'soon';
    if (page) await page.close();
    page = await browser.page(address);
    await page.send('Emulation.setCPUThrottlingRate', { rate: slow });
    await page.send('Performance.enable', { timeDomain: 'threadTicks' });
    if (when === 'later') await page.evaluate(`new Promise(done => setTimeout(done, ${LOOKED}))`);
    const begun = await page.evaluate('performance.now()');
    busy[when].push((await spent(page, () => page.evaluate(enter('#bar > button')))).all);
    ready[when].push(await page.evaluate('performance.now()') - begun);
  }
  await page.close();
  page = await browser.page(address + await writeLink(program(threads)));
  await page.send('Emulation.setCPUThrottlingRate', { rate: slow });
  await page.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.until(`document.querySelector('.linked button')`);
  await page.evaluate(enter('.linked button'));
  await page.evaluate(`for (let i = 0; i < ${threads}; i++) document.querySelector('.cards button[aria-disabled=false]').click()`);
  await page.evaluate(drawn);
  for (let i = 0; i < STEPS; i++) {
    const taken = await spent(page, () => page.evaluate(`(() => {
      const buttons = [...document.querySelectorAll('.cards button[aria-disabled=false]')].filter(one => !one.hidden);
      buttons[${i} % buttons.length].click();
      return ${drawn};
    })()`));
    for (const part in steps) steps[part].push(taken[part]);
    still.push((await spent(page, () => page.evaluate(drawn))).all);
  }
  await page.close();
  console.log(`${threads} threads, ${slow} times slower: ready in ${median(ready.soon).toFixed(0)} (of the clock), ` +
    `${median(busy.soon).toFixed(0)}, after a look ${median(ready.later).toFixed(0)}, ${median(busy.later).toFixed(0)}; a step ` +
    `${median(steps.all).toFixed(1)} ms: script ${median(steps.script).toFixed(1)}, styles and layout ${median(steps.styles).toFixed(1)}; nothing ${median(still).toFixed(1)}`);
}

(async () => {
  if (module_) {
    for (const threads of THREADS) await measureCore(threads);
    for (const name of SEARCHED) await measureSearch(name);
    await measureMemory();
  }
  if (!chromium) return fs.rmSync(folder, { recursive: true });
  const browser = await openBrowser(chromium, path.join(folder, 'profile'));
  const address = write();
  for (const threads of THREADS) {
    for (const slow of [1, 6]) await measurePage(browser, address, threads, slow);
  }
  await browser.close();
  fs.rmSync(folder, { recursive: true });
})();
