// firefox.js - drives Firefox through Marionette, its own protocol, so that no library and no other
// program is needed: see browser.js. A message is its length, a colon, and JSON: [0, number, command,
// parameters] asks, [1, number, error, result] answers.
'use strict';
const fs = require('fs'), net = require('net'), path = require('path'), { spawn } = require('child_process');
const KEYS = { Backspace: '\uE003', Tab: '\uE004', Enter: '\uE007', Escape: '\uE00C', ArrowLeft: '\uE012', ArrowRight: '\uE014', End: '\uE010', Home: '\uE011' };
const START_PATIENCE = 60000; // milliseconds until it can be asked

// The port that it has chosen, once it has written that down; and the connection.
async function connect(folder, child) {
  const file = path.join(folder, 'MarionetteActivePort');
  for (const end = Date.now() + START_PATIENCE; ;) {
    const port = fs.existsSync(file) && Number(fs.readFileSync(file, 'utf8'));
    if (port) return net.connect(port, '127.0.0.1');
    if (child.exitCode !== null || Date.now() > end) throw new Error('Firefox cannot be asked');
    await new Promise(done => setTimeout(done, 50));
  }
}

// What the browser's own console has heard since it was asked last: errors of pages, and what their
// policies refused.
const HEARD = `const all = Services.console.getMessageArray().filter(one => one instanceof Ci.nsIScriptError && !(one.flags & 1) &&
    /^(content javascript|CSP_)/.test(one.category));
  Services.console.reset();
  return all.map(one => one.errorMessage);`;
const PREPARE = `const [width, height, scripts] = arguments, browser = gBrowser.selectedBrowser;
  browser.browsingContext.allowJavascript = scripts;
  window.resizeTo(width + window.outerWidth - browser.clientWidth, height + window.outerHeight - browser.clientHeight);
  return new Promise(done => requestAnimationFrame(done));`;

async function openFirefox(program, folder) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'user.js'), 'user_pref("marionette.port", 0);\n');
  const child = spawn(program, ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', folder], { stdio: 'ignore' });
  const socket = await connect(folder, child), waiting = new Map();
  let last = 0, kept = Buffer.alloc(0);
  socket.on('data', bytes => {
    kept = Buffer.concat([kept, bytes]);
    for (let colon; (colon = kept.indexOf(':')) > 0;) {
      const end = colon + 1 + Number(kept.subarray(0, colon).toString());
      if (kept.length < end) break;
      const message = JSON.parse(kept.subarray(colon + 1, end).toString());
      kept = kept.subarray(end);
      if (!Array.isArray(message)) continue; // who it is
      const { good, bad } = waiting.get(message[1]);
      waiting.delete(message[1]);
      if (message[2]) bad(new Error(message[2].message)); else good(message[3]);
    }
  });
  const send = (command, params = {}) => new Promise((good, bad) => {
    waiting.set(++last, { good, bad });
    const text = JSON.stringify([0, last, command, params]);
    socket.write(Buffer.byteLength(text) + ':' + text);
  });
  const { capabilities } = await send('WebDriver:NewSession', { capabilities: { alwaysMatch: { acceptInsecureCerts: false } } });
  if (!capabilities) throw new Error('Firefox begins no session');

  // In the browser itself, where its console and its windows are.
  async function inside(script, ...args) {
    await send('Marionette:SetContext', { value: 'chrome' });
    try {
      return (await send('WebDriver:ExecuteScript', { script, args })).value;
    } finally {
      await send('Marionette:SetContext', { value: 'content' });
    }
  }
  await inside(`document.documentElement.style.setProperty('min-width', '0', 'important');`); // as narrow as a phone
  let current;
  async function page({ width, height, scripts }) {
    const { handle } = await send('WebDriver:NewWindow', { type: 'tab', focus: true });
    const bad = [];
    const tell = async (command, params) => {
      if (current !== handle) await send('WebDriver:SwitchToWindow', { handle, focus: true });
      current = handle;
      return send(command, params);
    };
    const listen = async () => bad.push(...await inside(HEARD));
    await tell('WebDriver:GetWindowHandle');
    await inside(PREPARE, width, height, scripts);
    return {
      bad,
      go: async address => { await tell('WebDriver:Navigate', { url: address }); await listen(); },
      async evaluate(expression) {
        try {
          return (await tell('WebDriver:ExecuteScript', { script: 'return eval(arguments[0])', args: [expression] })).value;
        } finally {
          await listen();
        }
      },
      async press(key) {
        const value = KEYS[key] || key;
        await tell('WebDriver:PerformActions', { actions: [{ type: 'key', id: 'keys', actions: [{ type: 'keyDown', value }, { type: 'keyUp', value }] }] });
        await listen();
      },
      picture: async () => (await tell('WebDriver:TakeScreenshot', { full: false })).value,
      close: () => tell('WebDriver:CloseWindow'),
    };
  }
  return {
    page,
    async close() {
      const ended = new Promise(done => child.on('exit', done));
      await send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => {});
      await ended;
    },
  };
}

module.exports = { openFirefox };
