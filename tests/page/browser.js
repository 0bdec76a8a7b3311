// browser.js - drives chromium through its DevTools protocol, over a pipe, so that no library and no
// port is needed. For tests and for looking at pages.
//
//     const browser = await openBrowser('chromium', folder);
//     const page = await browser.page('file:///tmp/run.html', { width: 1280, height: 800 });
//     await page.until('document.querySelector("button")');   // an expression comes true
//     await page.evaluate('1 + 1');
//     await page.click('#play button');                         // or of the button with this text
//     await page.press('Backspace');
//     await page.picture('a.png');
//     page.bad                     // errors, refusals of the page's policy, requests that went out
//     await browser.close();
'use strict';
const fs = require('fs'), { spawn } = require('child_process');
const PATIENCE = 60000; // milliseconds, for what has to come

async function openBrowser(program, folder, options = []) {
  const child = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--disable-background-networking', '--remote-debugging-pipe', '--user-data-dir=' + folder, ...options, 'about:blank'],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , out, input] = child.stdio, waiting = new Map(), pages = new Map();
  let last = 0, kept = Buffer.alloc(0);
  input.on('data', bytes => {
    kept = Buffer.concat([kept, bytes]);
    for (let end; (end = kept.indexOf(0)) >= 0; kept = kept.subarray(end + 1)) {
      const message = JSON.parse(kept.subarray(0, end).toString());
      if (message.id) {
        const { good, bad } = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.error) bad(new Error(message.error.message)); else good(message.result);
      } else if (message.sessionId) pages.get(message.sessionId)?.(message);
    }
  });
  const send = (method, params = {}, sessionId) => new Promise((good, bad) => {
    waiting.set(++last, { good, bad });
    out.write(JSON.stringify({ id: last, method, params, sessionId }) + '\0');
  });

  async function page(address, { width = 1280, height = 800, scripts = true } = {}) {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const bad = [], tell = (method, params) => send(method, params, sessionId);
    pages.set(sessionId, ({ method, params }) => {
      if (method === 'Runtime.exceptionThrown') bad.push(params.exceptionDetails.exception?.description || params.exceptionDetails.text);
      if (method === 'Log.entryAdded') bad.push(params.entry.text);
      if (method === 'Network.requestWillBeSent' && !/^(file|blob|data):/.test(params.request.url)) bad.push('asked for ' + params.request.url);
    });
    for (const domain of ['Runtime', 'Log', 'Network', 'Page']) await tell(domain + '.enable');
    await tell('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
    if (!scripts) await tell('Emulation.setScriptExecutionDisabled', { value: true });
    async function evaluate(expression) {
      const { result, exceptionDetails } = await tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
      return result.value;
    }
    async function until(expression) {
      const end = Date.now() + PATIENCE;
      while (!await evaluate('!!(' + expression + ')')) {
        if (Date.now() > end) throw new Error('this did not come true: ' + expression);
        await evaluate(scripts ? 'new Promise(done => requestAnimationFrame(done))' : '0'); // without scripts none is called
      }
    }
    await tell('Page.navigate', { url: address });
    await until('document.readyState === "complete" && location.href !== "about:blank"');
    const find = what => `([...document.querySelectorAll('button')].find(one => one.getClientRects().length && one.textContent.includes(${JSON.stringify(what)})))`;
    return {
      bad, evaluate, until, send: tell,
      async click(words) {
        await until(find(words));
        await evaluate(find(words) + '.click()');
      },
      async press(key, text) {
        const code = { Backspace: 8, Escape: 27, Enter: 13, Tab: 9, ArrowLeft: 37, ArrowRight: 39, End: 35, Home: 36 }[key] || key.toUpperCase().charCodeAt(0);
        const event = { key, windowsVirtualKeyCode: code, ...(key.length === 1 ? { text: text || key } : key === 'Enter' ? { text: '\r' } : {}) };
        await tell('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
        await tell('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
      },
      async picture(file) {
        const { data } = await tell('Page.captureScreenshot', { format: 'png' });
        fs.writeFileSync(file, Buffer.from(data, 'base64'));
      },
      close: () => send('Target.closeTarget', { targetId }),
    };
  }
  return {
    page,
    async close() {
      const ended = new Promise(done => child.on('exit', done));
      await send('Browser.close').catch(() => {});
      await ended;
    },
  };
}

module.exports = { openBrowser };
