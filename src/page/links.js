// links.js - a program in an address, and back: #p= has its text, packed, s= an order of its steps, as
// `thrum explore` tells them, step= how many of these are done at once, seed= what chance it had, and
// time=virtual that the order was made in virtual time. Without a program step= is a step of the film.
// What comes by a link may be anything.
'use strict';

const LINK_LONGEST = 60000; // characters of an address that are looked at
const LINK_STEPS = 10000; // that are done at once, at most
const LINK_TEXT = 100000; // bytes that a program may have: what is packed can be made to unpack to any size

const throughStream = async (bytes, stream, most = Infinity) => {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader(), parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).arrayBuffer();
    if ((length += value.length) > most) {
      await reader.cancel();
      throw new Error('too long');
    }
    parts.push(value);
  }
};

// The bytes that base64 has.
const unsign = text => Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), sign => sign.charCodeAt(0));

// "#p=...&s=..."; no order: without it and what belongs to it, and so where the link would be too long.
async function writeLink(text, order, { step = 0, seed = 0, virtual = false } = {}) {
  const packed = new Uint8Array(await throughStream(new TextEncoder().encode(text), new CompressionStream('deflate')));
  const signs = btoa(Array.from(packed, byte => String.fromCharCode(byte)).join(''));
  const program = '#p=' + signs.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  if (!order) return program;
  const link = program + '&s=' + encodeURIComponent(order) + (step ? '&step=' + step : '') + (seed ? '&seed=' + seed : '') + (virtual ? '&time=virtual' : '');
  return link.length > LINK_LONGEST ? program : link;
}

// { text, order, step, seed, virtual } of an address's fragment; null where it brings no program. Throws where what it brings
// is none: too long, not packed as above, no text.
async function readLink(fragment) {
  const found = /[#&]p=([^&]*)/.exec(fragment);
  if (!found) return null;
  if (fragment.length > LINK_LONGEST) throw new Error('too long');
  const bytes = unsign(found[1].replace(/-/g, '+').replace(/_/g, '/'));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(await throughStream(bytes, new DecompressionStream('deflate'), LINK_TEXT));
  const order = /[#&]s=([^&]*)/.exec(fragment), number = key => Number(new RegExp('&' + key + '=(\\d{1,15})(?=&|$)').exec(fragment)?.[1] || 0);
  return { text, order: order ? decodeURIComponent(order[1]) : '', step: Math.min(number('step'), LINK_STEPS), seed: number('seed'),
    virtual: /&time=virtual(?=&|$)/.test(fragment) };
}

if (typeof module !== 'undefined') module.exports = { writeLink, readLink };
