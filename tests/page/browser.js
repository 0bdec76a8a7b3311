// browser.js - drives a browser without a window, for tests and for looking at pages.
//
//     const browser = await openBrowser('chromium', folder);   // or 'firefox'; its profile's folder
//     const page = await browser.page('file:///tmp/run.html', { width: 1280, height: 800 });
//     await page.until('document.querySelector("button")');   // an expression comes true
//     await page.evaluate('1 + 1');
//     await page.click('One step back');                       // the button with these words
//     await page.press('Backspace');
//     await page.picture('a.png');
//     page.bad                     // errors, refusals of the page's policy, requests that went out
//     await browser.close();
//
// page() knows `scripts: false`, too, and, in chromium, `before`, a script that runs before those of
// the page; there page.send(METHOD, PARAMS) speaks to it directly.
'use strict';
const fs = require('fs'), path = require('path');
const { openChromium } = require('./chromium.js'), { openFirefox } = require('./firefox.js');
const PATIENCE = 60000; // milliseconds, for what has to come
const LEFT = /Inspected target navigated or closed|Cannot find (default execution )?context|Execution context was destroyed/; // as chromium says it

const find = words => `([...document.querySelectorAll('button')].find(one => one.getClientRects().length && one.textContent.includes(${JSON.stringify(words)})))`;

async function openBrowser(program, folder, options = []) {
  const open = path.basename(program).startsWith('firefox') ? openFirefox : openChromium;
  const browser = await open(program, folder, options);
  async function page(address, { width = 1280, height = 800, scripts = true, before } = {}) {
    const it = await browser.page({ width, height, scripts, before }), { evaluate } = it;
    // What was asked of a page that is being left has no answer: it is asked of the next one.
    const ask = expression => evaluate(expression).catch(error => {
      if (!LEFT.test(error.message)) throw error;
    });
    async function until(expression) {
      const end = Date.now() + PATIENCE;
      while (!await ask('!!(' + expression + ')')) {
        if (Date.now() > end) throw new Error('this did not come true: ' + expression);
        await ask(scripts ? 'new Promise(done => requestAnimationFrame(done))' : '0'); // without scripts none is called
      }
    }
    await it.go(address);
    await until('document.readyState === "complete" && location.href !== "about:blank"');
    return {
      ...it, until,
      async click(words) {
        await until(find(words));
        await evaluate(find(words) + '.click()');
      },
      async reload() {
        await ask('window.isOld = true, location.reload()');
        await until('!window.isOld && document.readyState === "complete" && location.href !== "about:blank"');
      },
      picture: async file => fs.writeFileSync(file, Buffer.from(await it.picture(), 'base64')),
    };
  }
  return { ...browser, page };
}

module.exports = { openBrowser };
