// lesson.js - pages of lessons in browsers, by clicks and keys.
//
//     node lesson.js NUMBER BROWSER...        in a folder with out/; prints TAP, behind so many tests
'use strict';
const path = require('path'), { openBrowser } = require('./browser.js');
const { test: testAs, same, run } = require('./tap.js'), { looksAt } = require('./axe.js');
const [before, ...browsers] = process.argv.slice(2);
const folder = process.cwd();

const text = selector => `document.querySelector('${selector}').textContent`;
const find = (within, words) => `[...document.querySelectorAll('${within} button')].find(one => one.textContent === '${words}')`;
const next = name => `[...document.querySelectorAll('.cards li')].find(one => one.querySelector('h3').textContent.startsWith('${name} ')).querySelector('button').textContent`;
const buttons = `document.querySelectorAll('button[data-program]')`;

async function read(program) {
  const name = path.basename(program), test = (what, does) => testAs(`${name}: ${what}`, does);
  const browser = await openBrowser(program, path.join(folder, 'profile-' + name));
  const open = async (file, how) => {
    const page = await browser.page('file://' + path.join(folder, 'out', file), how);
    page.is = async (expression, wanted) => same(await page.evaluate(expression), wanted);
    page.quiet = () => same(page.bad.join('; '), '');
    page.accessible = async () => same(await looksAt(page), '');
    return page;
  };

  await test('from the list to lesson 1, a block stepped to the end, and back to where the reader was', async () => {
    const page = await open('index.html');
    await page.is(`[...document.querySelectorAll('.lessons a')].map(a => a.getAttribute('href')).join()`,
      './01-low-level-threads.html,./small.html,./plain.html');
    await page.evaluate(`document.querySelector('.lessons a').click()`);
    await page.until(`document.readyState === 'complete' && location.href.endsWith('threads.html') && document.querySelector('#play')`);
    await page.is(`${buttons}.length > 5 && [...${buttons}].every(one => !one.hidden)`, true);
    await page.evaluate(`${buttons}[0].scrollIntoView(); ${buttons}[0].click()`);
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
    await page.is(`document.getElementById('film').getClientRects().length`, 0);
    await page.evaluate(`document.querySelector('#play .cards button[aria-disabled=false]').click()`);
    await page.is(`document.querySelectorAll('#play .happened tbody th').length`, 1);
    await page.press('Escape');
    await page.is(`document.activeElement === ${buttons}[0]`, true);
    page.quiet();
  });

  await test('what a reader plays is all since the lab began anew, as the block has it', async () => {
    const page = await open('small.html');
    await page.evaluate(`${buttons}[1].click()`);
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
    await page.is(`document.querySelectorAll('#play .code li')[0].firstChild.textContent`, 'shared n = 0');
    await page.is(text('#play #did'), 'alice writes n = 2'); // as the block before has left it
    await page.reload();
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]') && ${text('#play #did')} === 'alice writes n = 2'`);
    await page.click('To the end');
    await page.is(text('#play .printed'), 'main: 2 </pre><script>alert(3)</script>\n');
    page.quiet();
  });

  await test('a verdict is computed in the page', async () => {
    const page = await open('small.html');
    await page.is(`document.querySelectorAll('[data-orders]').length`, 1);
    await page.evaluate(`document.querySelector('[data-orders]').click()`);
    await page.until(`document.querySelector('.searched pre')`);
    await page.is(`${text('.searched pre')}.startsWith('small.thr: REFUTED: 2 things can go wrong')`, true);
    await page.is(`document.querySelectorAll('.searched li').length`, 2);
    page.quiet();
  });

  await test('a block of the lab alone has no button; a question answers by the keyboard', async () => {
    const page = await open('small.html', { width: 390, height: 844 });
    await page.is(`[...document.querySelectorAll('.block')].filter(one => !one.querySelector('button')).map(one => one.querySelector('pre').textContent).join()`, 'threads');
    await page.evaluate(`document.querySelector('.answers summary').focus()`);
    await page.is(`document.querySelector('.answers p').checkVisibility()`, false);
    await page.press('Enter');
    await page.is(`document.querySelector('.answers p').checkVisibility()`, true);
    await page.is(text('.answers p'), 'Right. Because <script>alert(6)</script>.');
    await page.is(`document.querySelectorAll('img, #film script, #film b').length`, 0);
    await page.is(`document.documentElement.scrollWidth <= 390`, true);
    page.quiet();
  });

  await test('a task is done with commands of the reader, and no more when they are taken back', async () => {
    const page = await open('small.html');
    const asked = '#play .tasked:not([hidden])', told = text(asked + ' [role=status]');
    const solved = `[...document.querySelectorAll('.solved')].map(one => one.parentNode.textContent.trim()).join()`;
    const write = async lines => {
      await page.evaluate(`document.querySelector('#play textarea').value += ${JSON.stringify(lines)}`);
      await page.click('Play this program');
      await page.until(`document.querySelector('#play .code').checkVisibility()`);
    };
    await page.click('Try it');
    await page.until(`document.querySelector('${asked}') && document.activeElement.matches('#play textarea')`);
    await page.is(text(asked + ' .told'), 'Task: set x to <u>3.');
    await page.is(told, 'Still missing: x is 3 (there is no x yet)');
    await page.accessible();
    await page.click('A hint');
    await page.is(text(asked + ' li'), 'First <u>this</u>.');
    await page.is(`${find(asked, 'A hint')}.hidden`, true);
    await write('shared x = 2\n');
    await page.is(told, 'Still missing: x is 3 (now: 2)');
    await page.accessible();
    await page.click('A hint'); // what only a lab has is none
    await page.is(`document.querySelector('${asked} li:last-child').textContent`, 'One more.');
    await page.click('Edit the program');
    await write('x = 3\nx = 4\n');
    await page.is(`${next('main')}.includes('x = 3')`, true); // what the lesson gave has been run
    await page.press('End');
    await page.is(told, 'Done.');
    await page.accessible();
    for (let i = 0; i < 2; i++) await page.press('Backspace');
    await page.is(told, 'Still missing: x is 3 (now: 2)');
    await page.press('1');
    await page.is(told, 'Done.');
    await page.press('Escape');
    await page.is(solved, 'Try itDone.'); // beside its button
    await page.accessible();
    await page.reload();
    await page.is(solved, 'Try itDone.');
    page.quiet();
  });

  await test('a task of steps alone begins where main has ended, and its steps are those of the reader', async () => {
    const page = await open('small.html');
    await page.is(`[...document.querySelectorAll('.asked .note')].map(one => one.textContent.slice(0, 13)).join()`,
      'Open an answe,It is checked,This one take,The lab check,It is checked');
    await page.is(`[...document.querySelectorAll('.asked .note')].map(one => one.textContent.includes('Of the lab\\'s commands')).join()`,
      'false,false,false,false,true');
    await page.evaluate(`[...${buttons}].filter(one => one.textContent === 'Try it')[2].click()`);
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
    await page.is(`document.querySelectorAll('#play .cards button[aria-disabled=false]').length`, 2);
    for (const key of ['2', '3', '2', '3']) {
      await page.is(text('#play .tasked:not([hidden]) [role=status]') + `.slice(0, 14)`, 'Still missing:');
      await page.press(key);
    }
    await page.is(text('#play .tasked:not([hidden]) [role=status]'), 'Done.');
    page.quiet();
  });

  await test('an error in what was written for a task leaves the task to be read, and its words of code are code', async () => {
    const page = await open('small.html', { width: 390, height: 844 });
    await page.click('Try it');
    await page.until(`document.activeElement.matches('#play textarea')`);
    const asked = '#play .tasked:not([hidden])';
    await page.evaluate(`document.querySelector('#play textarea').value += 'sharde x = 3\\n'`);
    await page.click('Play this program');
    await page.until(`document.querySelector('#play .errors').checkVisibility()`);
    await page.is(text(asked + ' .told'), 'Task: set x to <u>3.');
    await page.is(text(asked + ' [role=status]'), '');
    await page.is(`document.querySelector('${asked}').classList.contains('won')`, false);
    await page.accessible();
    await page.evaluate(`document.querySelector('#play textarea').value = document.querySelector('#play textarea').value.replace('sharde', 'shared')`);
    await page.click('Play this program');
    await page.until(`document.querySelector('${asked} [role=status]').textContent`);
    await page.press('End');
    await page.is(text(asked + ' [role=status]'), 'Done.');
    await page.press('Escape');
    await page.evaluate(`[...${buttons}].filter(one => one.textContent === 'Try it')[2].click()`);
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
    await page.is(text(asked + ' .told code'), 'explore');
    page.quiet();
  });

  await test('a task by the keyboard alone, and what a screen reader is told of it', async () => {
    const page = await open('small.html');
    const asked = '#play .tasked:not([hidden])', heard = '.tasked [role=status][aria-live=polite]';
    const type = async text => { for (const key of text) await page.press(key); };
    await page.accessible();
    await page.evaluate(`[...${buttons}].find(one => one.textContent === 'Try it').focus()`);
    await page.press('Enter');
    await page.until(`document.activeElement.matches('#play textarea')`);
    await page.is(`document.querySelector('#play').lang`, 'en');
    await type('shared x = 2; x =');
    await page.press('Tab');
    await page.press('Enter');
    await page.until(`document.querySelector('#play .errors[role=alert]').checkVisibility()`);
    await page.is(`document.activeElement.textContent`, 'Play this program');
    await page.evaluate(`document.querySelector('#play textarea').focus()`); // Shift and Tab
    await type(' 3');
    await page.press('Tab');
    await page.press('Enter');
    await page.until(`document.activeElement.matches('#play .cards button[aria-disabled=false]')`);
    await page.is(text(heard), 'Still missing: x is 3 (now: 2)');
    await page.press('Enter');
    await page.is(text(heard), 'Done.');
    await page.is(`document.activeElement.matches('#play button')`, true); // not lost, though nobody has a step
    await page.press('Backspace');
    await page.is(text(heard), 'Still missing: x is 3 (now: 2)');
    page.quiet();
  });

  await test('a challenge, and what goes on no further, are told as well', async () => {
    const page = await open('small.html');
    await page.click('Play the challenge');
    await page.until(`document.querySelector('.challenged').checkVisibility()`);
    await page.accessible();
    await page.press('Escape');
    await page.evaluate(`${buttons}[0].click()`);
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
    await page.evaluate(`[...document.querySelectorAll('#play .steps button')].pop().focus()`);
    await page.press('Enter');
    await page.is(`[...document.querySelectorAll('#play .steps button')].pop().hidden`, true);
    await page.is(`document.activeElement.textContent`, 'One step back');
    page.quiet();
  });

  await test('on a phone only one row of buttons stays in view, and each is large enough for a finger', async () => {
    const page = await open('small.html', { width: 390, height: 844 });
    await page.evaluate(`${buttons}[1].click()`);
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
    await page.evaluate('scrollTo(0, 400)');
    await page.is(`document.querySelector('.play-bar .steps').getBoundingClientRect().top`, 0);
    await page.is(`document.querySelector('.play-bar .steps').getBoundingClientRect().height <= 72`, true);
    await page.is(`document.querySelector('.play-bar div:last-child').getBoundingClientRect().bottom <= 72`, true);
    await page.is(`[...document.querySelectorAll('#play button')].every(one => !one.getClientRects().length || one.getBoundingClientRect().height >= 24)`, true);
    await page.is(`document.documentElement.scrollWidth <= 390`, true);
    page.quiet();
  });

  await test('on a phone what a task and a challenge come to is brought into view, and else nothing moves', async () => {
    const seen = within => `(box => box.top >= document.querySelector('.play-bar .steps').getBoundingClientRect().bottom && box.bottom <= innerHeight)(document.querySelector('${within}').getBoundingClientRect())`;
    const page = await open('small.html', { width: 390, height: 844 });
    await page.evaluate(`[...${buttons}].filter(one => one.textContent === 'Try it')[2].click()`);
    await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
    await page.evaluate(`document.querySelector('#play .cards').scrollIntoView()`);
    await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))'); // cards that come into view have their size
    const top = await page.evaluate('scrollY'), told = '.tasked:not([hidden]) [role=status]';
    for (const key of ['2', '3', '2']) {
      await page.press(key);
      await page.is(`Math.abs(scrollY - ${top}) <= 1`, true);
    }
    await page.is(seen(told), false);
    await page.press('3');
    await page.is(text('#play ' + told), 'Done.');
    await page.is(seen(told), true);
    await page.press('Escape');
    await page.click('Play the challenge');
    await page.until(`document.querySelector('.challenged').checkVisibility()`);
    await page.evaluate(`document.querySelector('#play .cards').scrollIntoView()`);
    for (let i = 0; i < 40 && !await page.evaluate(text('.challenged [role=status]')); i++)
      await page.evaluate(`document.querySelector('#play .cards button[aria-disabled=false]').click()`);
    await page.is(text('.challenged [role=status]') + `.length > 0`, true); // lost: one behind the other
    await page.is(seen('.challenged [role=status]'), true);
    page.quiet();
  });

  if (!name.startsWith('firefox')) await test('what is pressed is large enough for a finger, where there are fingers', async () => {
    for (const file of ['index.html', 'small.html']) {
      const page = await open(file, { width: 390, height: 844 });
      await page.send('Emulation.setTouchEmulationEnabled', { enabled: true });
      const small = `[...document.querySelectorAll('button, summary, nav a, .lessons a')].filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 44).map(one => one.textContent).join()`;
      await page.is(small, '');
      if (file === 'index.html') continue;
      await page.evaluate(`${buttons}[1].click()`);
      await page.until(`document.querySelector('#play .cards button[aria-disabled=false]')`);
      await page.is(small, '');
      await page.is(`document.querySelector('#play .by-keys').checkVisibility()`, false);
      await page.is(`getComputedStyle(document.querySelector('.cards button'), '::before').display`, 'none');
      page.quiet();
    }
  });

  await test('a task that takes the lab is not checked', async () => {
    const page = await open('small.html');
    await page.evaluate(`[...${buttons}].filter(one => one.textContent === 'Try it')[1].click()`);
    await page.until(`document.querySelector('#play .cards li')`);
    await page.is(text('#play .tasked:not([hidden]) .told'), 'Task: give dave the lock.');
    await page.is(text('#play .tasked [role=status]'), 'You see for yourself whether it is done: here it is not checked.');
    const told = `document.querySelector('#did').textContent + document.querySelector('#play .note').textContent`;
    await page.is(told, 'main gives dave an orderSteps so far: 3. Time: 0s. Nobody can go on.');
    await page.click('Edit the program');
    await page.evaluate(`document.querySelector('#play textarea').value += 'print "more"\\n'`);
    await page.click('Play this program');
    await page.until(`document.querySelector('.cards button[aria-disabled=false]')`);
    await page.is(next('main'), 'main: prints "more"'); // the lesson's steps are done
    page.quiet();
  });

  await test('without scripts it is a document', async () => {
    const page = await open('small.html', { scripts: false });
    await page.is(`[...${buttons}].every(one => one.hidden)`, true);
    await page.is(text('.prints').replace('.textContent', '.textContent.slice(0, 3)'), '...');
    await page.is(`document.querySelectorAll('h2').length`, 2);
    page.quiet();
  });

  await test('a lesson without programs has no core in it', async () => {
    const page = await open('plain.html');
    await page.is(`document.scripts.length`, 0);
    await page.is(text('main p'), 'Text.');
    page.quiet();
  });

  await browser.close();
}

run(async () => { for (const program of browsers) await read(program); }, Number(before));
