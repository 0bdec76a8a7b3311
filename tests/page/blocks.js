// blocks.js - what the blocks of lessons print in the lab, which stands below them in their pages, they
// print as well when a page plays them, from where the reader comes in on.
//
//     node blocks.js MODULE PAGE...        prints each block that differs, and of each page what it has
'use strict';
const fs = require('fs'), path = require('path');
const { openCore, spellOrder } = require(path.join(process.env.THRUM_SOURCE, 'src/page/core.js'));
const [file, ...pages] = process.argv.slice(2);
const compiled = new WebAssembly.Module(fs.readFileSync(file));
const MANY = 10000, MOST = 300000; // steps

const plain = markup => markup.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const inside = (markup, name) => new RegExp(`<pre class="?${name}"?>([^]*?)</pre>`).exec(markup)?.[1];

// As lines: what went wrong is indented, and is told elsewhere in a page.
const lines = text => text.split('\n').filter(line => line && !line.startsWith('    '));

// Where the lesson leaves open what else there is, `...`, those that it has are enough.
function fits(printed, shown) {
  if (!shown.includes('...')) return printed.join('\n') === shown.join('\n');
  const count = (list, line) => list.filter(one => one === line).length;
  return shown.every(line => line === '...' || count(printed, line) >= count(shown, line));
}

// As play.js does it: to where the reader comes in, and then one step each as the order has it.
function play(core, { name, text, schedule, seed, untimed, step, ...order }, most) {
  const segments = spellOrder(order), loaded = core.load(name, text);
  if (!loaded.good || core.begin({ schedule, seed, segments, untimed, undo: true }) === core.NO_RUN) return loaded.said || 'cannot begin';
  core.go(step);
  const before = core.view().said[core.PRINTED];
  let now = core.view(false);
  for (let done = 0; now.follows && done < MOST; done += most) {
    core.go(most);
    now = core.view(false);
  }
  return now.standing === core.LEFT ? 'cannot follow its order' : core.said(core.PRINTED, before);
}

(async () => {
  let wrong = 0;
  for (const page of pages) {
    const document = fs.readFileSync(page, 'utf8'), name = path.basename(page);
    const programs = JSON.parse(/<script type=application\/json id=programs>(.*)<\/script>/.exec(document)?.[1] || '[]');
    const core = await openCore(compiled);
    let played = 0, shown = 0;
    for (const [, block] of document.matchAll(/<div class=block>([^]*?)<\/div>/g)) {
      const start = /data-program=(\d+) hidden/.exec(block);
      if (!start) {
        shown += lines(plain(inside(block, 'prints') || '')).length > 0;
        continue;
      }
      const program = programs[start[1]], wanted = lines(plain(inside(block, 'prints') || ''));
      for (const most of program.segments.length < 1000 ? [1, MANY] : [MANY]) {
        const printed = lines(play(core, program, most));
        if (fits(printed, wanted)) continue;
        wrong++;
        console.log(`${name}: ${plain(inside(block, 'run') || '')}\nprints in the lab\n${wanted.join('\n')}\nand in the page\n${printed.join('\n')}`);
      }
      played++;
    }
    console.log(`${name}: ${played} played, ${shown} that print are not`);
  }
  process.exit(wrong ? 1 : 0);
})();
