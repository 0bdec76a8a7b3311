// equal.js - holds the core that pages bring along against the program itself, byte for byte.
//
//     node equal.js THRUM MODULE PART ...      PART: orders, messages, runs
//     node equal.js THRUM MODULE orders --time=virtual FILE...
//
// Prints what differs, and at the end how much was compared; ends with 1 where something does. The
// files are read from the current folder, so that both call them the same.
'use strict';
const fs = require('fs'), path = require('path'), { spawnSync } = require('child_process');
const { openCore } = require(path.join(process.env.THRUM_SOURCE, 'src/page/core.js'));
const [thrum, file, part, ...rest] = process.argv.slice(2);
const compiled = new WebAssembly.Module(fs.readFileSync(file));

// An instance of its own for each program would be cleaner than a page is.
let core, used = 0;
async function fresh() {
  if (++used % 50 === 1 || core.memory() > 1 << 28) core = await openCore(compiled);
  return core;
}

let compared = 0, wrong = 0;
function same(what, native, ours) {
  compared++;
  if (native === ours) return;
  if (++wrong > 5) return;
  const lines = native.split('\n'), others = ours.split('\n');
  const at = lines.findIndex((line, i) => line !== others[i]);
  console.log(`${what}: line ${at + 1} is\n  ${lines[at]}\nin the program, in the page\n  ${others[at]}`);
}

function call(...words) {
  const done = spawnSync(thrum, words, { maxBuffer: 1 << 28 });
  return { status: done.status, out: done.stdout.toString(), errors: done.stderr.toString() };
}

// What both make of every order of a program, with the same options.
async function orders(name, options) {
  const native = call('explore', '--json', ...options, name), ours = await fresh();
  const loaded = ours.load(name, fs.readFileSync(name));
  const found = loaded.good ? ours.explore(options.join(' ')) : { status: 2, said: '' };
  const refused = loaded.good && found.status === 2;
  same(`${name} ${options.join(' ')}`, native.status + '\n' + native.errors + native.out,
    found.status + '\n' + loaded.said + (refused ? `thrum: ${found.said}\n` : found.said));
}

// What both do where chance is the same. Of a run without an end the beginning; and a program ends where
// nobody but daemons can go on any more, which here go on, so no more steps are asked for than it did.
const BEGINNING = 2000; // steps
async function run(name, seed) {
  const native = call('run', '--seed=' + seed, '--trace=trace', '--limit=1s', name), ours = await fresh();
  const loaded = ours.load(name, fs.readFileSync(name));
  let steps = fs.readFileSync('trace', 'utf8').split('\n').slice(0, -1), printed = native.out;
  if (native.status === 4) steps = steps.slice(0, BEGINNING);
  if (loaded.good) ours.begin({ schedule: ours.RANDOM, seed });
  const told = () => ours.said(ours.STEPS).split('\n').slice(0, -1);
  let standing = loaded.good ? ours.GOES : ours.NO_RUN;
  // Who is cancelled takes a step of which no trace tells.
  for (let left; standing === ours.GOES && (left = steps.length - told().length) > 0;) standing = ours.go(left);
  if (native.status === 4) printed = printed.slice(0, ours.said(ours.PRINTED).length);
  same(`${name}, seed ${seed}`, [printed, ...steps, native.status === 0].join('\n'),
    [ours.said(ours.PRINTED), ...told(),
      native.status === 0 && standing === ours.OVER].join('\n'));
}

// ---- Programs with slips in them: splitmix64, so that they are the same everywhere.

let state = 17n;
function random(below) {
  const mask = (1n << 64n) - 1n;
  let z = (state = (state + 0x9E3779B97F4A7C15n) & mask);
  z = ((z ^ (z >> 30n)) * 0xBF58476D1CE4E5B9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94D049BB133111EBn) & mask;
  return Number((z ^ (z >> 31n)) % BigInt(below));
}
const FOREIGN = ['with lock:', 'x++', 'lock.acquire()', 'pthread_mutex_lock(&m);', 'def f():', 'sleep(1)', 'go f()',
  'synchronized (m) {', 'std::thread t(f);', 'for i in range(3):', 'ch <- 1', 'print "', 'import threading', 'x = = 1'];

function mutate(text) {
  const pieces = text.split(/(\s+|[(){}\[\],;:=+\-*/<>!"])/).filter(piece => piece);
  const at = random(pieces.length), other = random(pieces.length);
  switch (random(6)) {
    case 0: pieces.splice(at, 1); break;
    case 1: pieces.splice(at, 0, pieces[other]); break;
    case 2: [pieces[at], pieces[other]] = [pieces[other], pieces[at]]; break;
    case 3: pieces[at] = pieces[at].slice(1) + pieces[at].slice(0, 1); break;
    case 4: pieces.splice(at, 0, '\n' + FOREIGN[random(FOREIGN.length)] + '\n'); break;
    default: pieces[at] = pieces[at].slice(0, -1) + String.fromCodePoint(33 + random(900));
  }
  return pieces.join('');
}

async function compare() {
  const options = rest.filter(word => word.startsWith('-')), names = rest.filter(word => !word.startsWith('-'));
  if (part === 'orders') {
    for (const name of names) {
      const asked = /^options: (.*)$/m.exec(fs.readFileSync(name.replace(/\.thr$/, '.expect'), 'utf8'));
      await orders(name, [...options, ...(asked && !options.some(o => asked[1].startsWith(o.split('=')[0])) ? asked[1].split(' ') : [])]);
    }
  } else if (part === 'messages') {
    const mutated = 'mutated.thr', count = Number(process.env.COUNT || 500);
    for (let i = 0; i < count; i++) {
      fs.writeFileSync(mutated, mutate(fs.readFileSync(names[random(names.length)], 'utf8')));
      await orders(mutated, ['--limit-states=2000', ...options]);
      if (wrong && !fs.existsSync('first-wrong.thr')) fs.copyFileSync(mutated, 'first-wrong.thr');
    }
  } else {
    for (const name of names) for (const seed of [1, 2]) await run(name, seed);
  }
  console.log(`${compared} compared, ${wrong} differ`);
  process.exit(wrong || !compared ? 1 : 0);
}
compare();
